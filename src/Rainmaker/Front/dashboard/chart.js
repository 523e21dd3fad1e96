/* A drawing with its sentence and its table: what the drawing shows can be read without it. */
import * as echarts from "echarts/core";
import { BarChart, LineChart } from "echarts/charts";
import { AriaComponent, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
import { SVGRenderer } from "echarts/renderers";
import { optionOf } from "../js/chart-options.js";
import { h, linked, table } from "./dom.js";

echarts.use([BarChart, LineChart, AriaComponent, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent, SVGRenderer]);

/* By name: a drawing outlives the period it shows. To draw anew is half of what to begin costs. */
const drawings = new Map();
const resized = new ResizeObserver((entries) => entries.forEach(({ target }) => byArea(target)?.chart?.resize()));
const seen = new IntersectionObserver((entries) => entries.forEach(({ target, isIntersecting }) => isIntersecting && draw(byArea(target))), { rootMargin: "25%" });
const byArea = (area) => drawings.get(area.dataset.drawing);

export function chart(name, sentence, figures, say, of) {
  if (figures.series.every((one) => one.values.every((value) => !value))) return h("p", { class: "faint small" }, "Nothing in this period.");
  if (!drawings.has(name)) drawings.set(name, { area: h("div", { class: "chart-area", role: "img", "data-drawing": name }) });
  const drawing = Object.assign(drawings.get(name), { figures, sentence, stale: true });
  drawing.area.setAttribute("aria-label", sentence);
  seen.unobserve(drawing.area);
  seen.observe(drawing.area);
  return h("figure", { class: "chart" }, drawing.area, h("figcaption", { class: "small soft" }, sentence),
    h("details", { class: "disclose" }, h("summary", null, "As a table"),
      table(sentence, [[of, false], ...figures.series.map((one) => [one.name, true])], figures.categories.map((label, at) => [label, ...figures.series.map((one) => linked(say(one.values[at]), one.hrefs?.[at]))]))));
}

function draw(drawing) {
  if (!drawing.stale || !drawing.area.isConnected) return;
  if (!drawing.chart) {
    drawing.chart = echarts.init(drawing.area, null, { renderer: "svg" });
    drawing.chart.on("click", ({ data }) => data?.href && location.assign(data.href));
    resized.observe(drawing.area);
  }
  drawing.chart.setOption(optionOf(drawing.figures, drawing.sentence, false), true);
  drawing.stale = false;
}

/* Those in the window, at once; the others draw themselves when they come near. */
export function drawInSight() {
  for (const drawing of drawings.values()) {
    if (!drawing.stale || !drawing.area.isConnected) continue;
    const { top, bottom } = drawing.area.getBoundingClientRect();
    if (bottom > 0 && top < innerHeight) draw(drawing);
  }
}

/* All of them, in the colours and the width of the moment: another theme, paper. */
export const redraw = () => drawings.forEach((drawing) => {
  drawing.stale = true;
  draw(drawing);
  drawing.chart?.resize();
});
