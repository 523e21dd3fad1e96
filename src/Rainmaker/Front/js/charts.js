/* Draws the figures that a Chart component left in its JSON island, in the page's own colours, when it comes into sight. */
import * as echarts from "echarts/core";
import { BarChart, FunnelChart, LineChart, PieChart, ScatterChart } from "echarts/charts";
import { AriaComponent, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
import { SVGRenderer } from "echarts/renderers";
import { onContent } from "./page.js";
import { optionOf } from "./chart-options.js";

echarts.use([BarChart, FunnelChart, LineChart, PieChart, ScatterChart, AriaComponent, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent, SVGRenderer]);

const drawn = new Map();
const calm = matchMedia("(prefers-reduced-motion: reduce)");

function draw(area) {
  const island = area.closest("[data-chart]").querySelector("script[type='application/json']");
  const chart = drawn.get(area) ?? echarts.init(area, null, { renderer: "svg" });
  chart.setOption(optionOf(JSON.parse(island.textContent), area.getAttribute("aria-label"), !calm.matches), true);
  if (!drawn.has(area)) chart.on("click", ({ data }) => data?.href && location.assign(data.href));
  drawn.set(area, chart);
  resized.observe(area);
}

const seen = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) {
    if (!isIntersecting) continue;
    seen.unobserve(target);
    draw(target);
  }
}, { rootMargin: "200px" });
const resized = new ResizeObserver((entries) => entries.forEach(({ target }) => drawn.get(target)?.resize()));

function redraw() {
  for (const [area, chart] of drawn) {
    if (area.isConnected) draw(area);
    else {
      resized.unobserve(area);
      chart.dispose();
      drawn.delete(area);
    }
  }
}

onContent((root) => {
  redraw();
  root.querySelectorAll("[data-chart] .chart-area").forEach((area) => drawn.has(area) || seen.observe(area));
});
document.addEventListener("theme", redraw);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
addEventListener("beforeprint", () => document.querySelectorAll("[data-chart] .chart-area").forEach(draw));
