/* The one-file dashboard: reads the figures that came with it, asks nobody. */
import { drawWaiting, redraw } from "./chart.js";
import { formats, h } from "./dom.js";
import { book as open, fullDay } from "./figures.js";
import { sections } from "./sections.js";

export function start(data) {
  const book = open(data);
  const say = formats(data.currency);
  const state = {};
  const choice = { period: book.period("ytd"), owner: null };
  const parts = new Map();

  const owners = [...new Set([...data.pipeline.pipeline_by_owner, ...data.activity.by_rep].map((one) => one.owner))].sort((a, b) => book.nameOf(a).localeCompare(book.nameOf(b)));
  const told = h("p", { class: "chosen", "aria-live": "polite" });
  const periods = h("fieldset", { class: "segments" }, h("legend", { class: "visually-hidden" }, "Period"), book.periods.map((period) => h("label", null,
    h("input", { type: "radio", name: "period", value: period.key, checked: period.key === "ytd", onchange: () => { choice.period = period; show(true); } }), h("span", null, period.label))));
  const owner = h("select", { id: "owner", onchange: () => { choice.owner = owner.value === "all" ? null : owner.value.slice(1); show(); } },
    h("option", { value: "all" }, "All owners"), owners.map((id) => h("option", { value: `=${id}` }, book.nameOf(id))));
  const theme = h("button", { class: "btn btn-small", type: "button", onclick: () => {
    const dark = document.documentElement.dataset.theme ? document.documentElement.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    document.documentElement.dataset.theme = dark ? "light" : "dark";
    redraw();
  } }, "Light or dark");

  const titles = sections(book, say, choice, state).map(([title]) => title);
  document.body.replaceChildren(
    h("a", { class: "skip", href: "#main" }, "Skip to the figures"),
    h("header", { class: "top" }, h("div", null, h("h1", null, "Sales dashboard"), h("p", { class: "small faint" }, `${data.source}, as of ${fullDay(data.as_of)}`)),
      h("div", { class: "controls" }, periods, h("label", { class: "row" }, h("span", { class: "small soft" }, "Owner"), owner), theme)),
    h("nav", { class: "sections", "aria-label": "Sections" }, titles.map((title, at) => h("a", { href: `#s${at + 1}` }, title))),
    h("main", { id: "main", tabindex: "-1" }, told, titles.map((title, at) => {
      const part = h("div", { class: "stack" });
      parts.set(title, part);
      return h("section", { id: `s${at + 1}`, class: "part", "aria-labelledby": `t${at + 1}` }, h("h2", { id: `t${at + 1}` }, `${at + 1}. ${title}`), part);
    }), h("section", { class: "part", "aria-labelledby": "notices" }, h("h2", { id: "notices" }, "How to read this"), h("ul", { class: "notices small soft" }, data.notices.map((notice) => h("li", null, notice))))));

  function show(onlyPeriod = false) {
    const { period } = choice;
    told.textContent = `${period.label}: ${period.from === null ? `until ${fullDay(period.to)}` : `${fullDay(period.from)} to ${fullDay(period.to)}`}. ${choice.owner === null ? "All owners" : book.nameOf(choice.owner)}.`;
    for (const [title, build, follows] of sections(book, say, choice, state)) {
      if (follows || !onlyPeriod) parts.get(title).replaceChildren(...build());
    }
    drawWaiting();
    document.documentElement.dataset.shown = `${period.key} ${choice.owner ?? "all"}`;
  }

  show();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
  addEventListener("beforeprint", redraw);
  addEventListener("afterprint", redraw);
}

globalThis.startDashboard = start;
