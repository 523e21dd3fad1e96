/* A drawing with its sentence and its table: what the drawing shows can be read without it. */
import * as echarts from "echarts/core";
import { BarChart, LineChart } from "echarts/charts";
import { AriaComponent, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
import { SVGRenderer } from "echarts/renderers";
import { optionOf } from "../js/chart-options.js";
import { h, table } from "./dom.js";

echarts.use([BarChart, LineChart, AriaComponent, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent, SVGRenderer]);

const drawn = new Map();
const resized = new ResizeObserver((entries) => entries.forEach(({ target }) => drawn.get(target)?.chart.resize()));

export function chart(sentence, figures, say, of) {
  if (figures.series.every((one) => one.values.every((value) => !value))) return h("p", { class: "faint small" }, "Nothing in this period.");
  const area = h("div", { class: "chart-area", role: "img", "aria-label": sentence });
  waiting.push([area, figures, sentence]);
  return h("figure", { class: "chart" }, area, h("figcaption", { class: "small soft" }, sentence),
    h("details", { class: "disclose" }, h("summary", null, "As a table"),
      table(sentence, [[of, false], ...figures.series.map((one) => [one.name, true])], figures.categories.map((name, at) => [name, ...figures.series.map((one) => say(one.values[at]))]))));
}

/* Drawn once the page holds them: a drawing needs its width. */
const waiting = [];
export function drawWaiting() {
  for (const [area, { chart }] of drawn) {
    if (area.isConnected) continue;
    resized.unobserve(area);
    chart.dispose();
    drawn.delete(area);
  }
  for (const [area, figures, label] of waiting.splice(0)) {
    if (!area.isConnected) continue;
    const one = { chart: echarts.init(area, null, { renderer: "svg" }), figures, label };
    drawn.set(area, one);
    draw(one);
    resized.observe(area);
  }
}

const draw = ({ chart, figures, label }) => chart.setOption(optionOf(figures, label, false), true);
export const redraw = () => drawn.forEach((one) => { one.chart.resize(); draw(one); });
