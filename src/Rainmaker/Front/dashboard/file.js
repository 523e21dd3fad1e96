/* The dashboard as one file: reads the figures that came with it, asks nobody. */
import { h } from "./dom.js";
import { fullDay } from "./figures.js";
import { panel } from "./panel.js";

globalThis.startDashboard = (data) => {
  const { begin, controls, sections, body } = panel(data);
  const theme = h("button", { class: "btn btn-small", type: "button", onclick: () => {
    const dark = document.documentElement.dataset.theme ? document.documentElement.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    document.documentElement.dataset.theme = dark ? "light" : "dark";
    document.dispatchEvent(new CustomEvent("theme"));
  } }, "Light or dark");
  document.body.replaceChildren(
    h("a", { class: "skip", href: "#main" }, "Skip to the figures"),
    h("header", { class: "top" }, h("div", null, h("h1", null, "Sales dashboard"), h("p", { class: "small faint" }, `${data.source}, as of ${fullDay(data.as_of)}`)), h("div", { class: "controls" }, controls, theme)),
    sections, h("main", { id: "main", class: "panel", tabindex: "-1" }, body));
  begin();
};
