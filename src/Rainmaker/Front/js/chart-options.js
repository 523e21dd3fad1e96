/* From the figures and their meaning to ECharts' options. The server says what is plotted, here is only how it looks. */

const css = () => {
  const style = getComputedStyle(document.documentElement);
  return (name) => style.getPropertyValue(`--${name}`).trim();
};

/* A tone says what a colour means; series without one take the palette in order. */
const tones = { accent: "chart-1", good: "chart-2", warn: "warn-line", bad: "bad-line", info: "info-line", faint: "chart-faint", neutral: "tone-1" };
const palette = ["chart-1", "chart-2", "chart-3", "chart-4", "chart-5", "chart-6"];

function formatter({ culture, currency, format }) {
  const whole = { maximumFractionDigits: 1 };
  const styles = {
    money: { style: "currency", currency: currency ?? "EUR", maximumFractionDigits: 0 },
    percent: { style: "unit", unit: "percent", ...whole },
    number: whole,
  };
  const full = new Intl.NumberFormat(culture, styles[format] ?? whole);
  const short = new Intl.NumberFormat(culture, { ...(styles[format] ?? whole), notation: "compact", maximumFractionDigits: 1 });
  return { full: (value) => (value == null ? "-" : full.format(value)), short: (value) => short.formatToParts(value).map(({ value: part }) => (part === "K" ? "k" : part)).join("") };
}

export function optionOf(figures, label, animation) {
  const color = css();
  const say = formatter(figures);
  const text = { color: color("soft"), fontFamily: getComputedStyle(document.body).fontFamily, fontSize: 12 };
  const shared = {
    animation,
    animationDuration: 250,
    textStyle: text,
    aria: { enabled: true, label: { description: label }, decal: { show: matchMedia("(forced-colors: active), print").matches } },
    tooltip: {
      renderMode: "richText", confine: true, backgroundColor: color("card"), borderColor: color("line-strong"), textStyle: { ...text, color: color("text") },
      valueFormatter: say.full,
    },
    legend: { type: "scroll", show: figures.series.length > 1, top: 0, right: 0, icon: "circle", itemWidth: 8, itemHeight: 8, itemGap: 10, textStyle: text, pageTextStyle: text },
  };
  const parts = { color, say, text, shared };
  if (figures.kind === "donut") return donut(figures, parts);
  if (figures.kind === "funnel") return funnel(figures, parts);
  if (figures.kind === "waterfall") return waterfall(figures, parts);
  return axes(figures, parts);
}

const toneOf = (color, { tone }, index) => color(tones[tone] ?? palette[index % palette.length]);
const points = ({ values, hrefs }) => values.map((value, index) => (hrefs?.[index] ? { value, href: hrefs[index] } : value));

function axes(figures, { color, say, text, shared }) {
  const lying = figures.kind === "row";
  const category = {
    type: "category", data: figures.categories, axisTick: { show: false }, axisLine: { lineStyle: { color: color("line-strong") } },
    axisLabel: { ...text, hideOverlap: true }, inverse: lying,
  };
  const value = { type: "value", splitLine: { lineStyle: { color: color("chart-grid") } }, axisLabel: { ...text, formatter: say.short }, splitNumber: 4 };
  return {
    ...shared,
    tooltip: { ...shared.tooltip, trigger: "axis", axisPointer: { type: figures.kind === "line" || figures.kind === "area" ? "line" : "shadow", shadowStyle: { color: color("hover"), opacity: 0.4 }, lineStyle: { color: color("line-strong") } } },
    grid: { left: 4, right: 8, bottom: 4, top: figures.series.length > 1 ? 36 : 12, outerBoundsMode: "same", outerBoundsContain: "axisLabel" },
    xAxis: lying ? value : category,
    yAxis: lying ? category : value,
    series: figures.series.map((one, index) => series(figures, one, index, color, lying)),
  };
}

function series(figures, one, index, color, lying) {
  const shade = toneOf(color, one, index);
  const kind = one.kind ?? figures.kind;
  const mark = index === 0 && figures.mark ? { symbol: "none", label: { formatter: figures.mark.label, position: "insideStartTop", color: color("soft"), fontFamily: getComputedStyle(document.body).fontFamily }, lineStyle: { color: color("faint"), type: "dashed" }, data: [{ [lying ? "xAxis" : "yAxis"]: figures.mark.at }] } : undefined;
  const base = { name: one.name, data: points(one), itemStyle: { color: shade }, markLine: mark, emphasis: { focus: "none" } };
  if (kind === "line" || kind === "area")
    return { ...base, type: "line", symbol: "circle", symbolSize: 5, showSymbol: one.values.length < 32, connectNulls: false, lineStyle: { width: 2, color: shade, type: one.dashed ? "dashed" : "solid" }, areaStyle: kind === "area" ? { color: shade, opacity: 0.14 } : undefined };
  if (kind === "dots") return { ...base, type: "scatter", symbolSize: 7 };
  return { ...base, type: "bar", stack: figures.kind === "stack" ? "all" : undefined, barMaxWidth: 28, itemStyle: { color: shade, borderRadius: 2, ...(figures.kind === "stack" && { borderColor: color("card"), borderWidth: 1 }) } };
}

/* Each step floats on what stood before it: an unseen bar below carries it. */
function waterfall(figures, parts) {
  const { color, say } = parts;
  const [one] = figures.series;
  const last = one.values.length - 1;
  let sum = 0;
  const steps = one.values.map((value, index) => {
    const whole = index === 0 || index === last;
    const from = whole ? 0 : sum;
    sum = whole ? value : sum + value;
    const shade = color(whole ? "chart-1" : value < 0 ? "bad-line" : "chart-2");
    return { below: Math.min(from, sum), bar: { value: Math.abs(sum - from), said: value, href: one.hrefs?.[index], itemStyle: { color: shade, borderRadius: 2 } } };
  });
  const base = axes({ ...figures, series: [] }, parts);
  return {
    ...base,
    tooltip: { ...base.tooltip, formatter: ([, { name, data }]) => `${name}\n${say.full(data.said)}` },
    series: [
      { type: "bar", stack: "all", silent: true, itemStyle: { color: "transparent" }, barMaxWidth: 48, data: steps.map((step) => step.below) },
      { type: "bar", stack: "all", name: one.name, barMaxWidth: 48, emphasis: { focus: "none" }, labelLayout: { hideOverlap: true }, label: { show: true, position: "top", formatter: ({ data }) => say.short(data.said), color: color("soft"), fontSize: 12 }, data: steps.map((step) => step.bar) },
    ],
  };
}

function donut(figures, { color, shared }) {
  const [one] = figures.series;
  return {
    ...shared,
    legend: { ...shared.legend, show: true, orient: "vertical", top: "middle", right: 0 },
    tooltip: { ...shared.tooltip, trigger: "item" },
    series: [{ type: "pie", name: one.name, radius: ["52%", "80%"], center: ["32%", "50%"], label: { show: false }, itemStyle: { borderColor: color("card"), borderWidth: 2 },
      data: figures.categories.map((name, index) => ({ name, value: one.values[index], href: one.hrefs?.[index], itemStyle: { color: color(palette[index % palette.length]) } })) }],
  };
}

function funnel(figures, { color, say, text, shared }) {
  const [one] = figures.series;
  return {
    ...shared,
    tooltip: { ...shared.tooltip, trigger: "item" },
    series: [{ type: "funnel", name: one.name, sort: "none", gap: 2, top: 4, bottom: 4, left: "2%", width: "60%", minSize: "2%", label: { position: "right", formatter: ({ name, value }) => `${name}  ${say.full(value)}`, ...text }, labelLine: { lineStyle: { color: color("line-strong") } },
      itemStyle: { borderWidth: 0 }, data: figures.categories.map((name, index) => ({ name, value: one.values[index], href: one.hrefs?.[index], itemStyle: { color: color("chart-1"), opacity: 1 - index * 0.09 } })) }],
  };
}
