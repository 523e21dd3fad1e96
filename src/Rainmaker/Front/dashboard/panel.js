/* The dashboard without what stands around it: controls and the eight sections. Both doors lead here, the file and the page of the product. */
import { drawInSight, redraw } from "./chart.js";
import { formats, h } from "./dom.js";
import { book as open, fullDay } from "./figures.js";
import { sections } from "./sections.js";

const soon = globalThis.requestIdleCallback ? (act) => requestIdleCallback(act, { timeout: 200 }) : (act) => setTimeout(act);

/* href(figure, of): where the rows of a figure are listed; null where there is no such list, as in a file.
   begun: the period's key and the owner's id to begin with. changed: is told of both. */
export function panel(data, href = () => null, begun = {}, changed = () => {}) {
  const book = open(data);
  const say = formats(data.currency);
  const state = {};
  const owners = [...new Set([...data.pipeline.pipeline_by_owner, ...data.activity.by_rep, ...data.time_series.lines].map((one) => one.owner))].sort((a, b) => book.nameOf(a).localeCompare(book.nameOf(b)));
  const choice = { period: book.period(begun.period) ?? book.period("ytd"), owner: owners.find((id) => id === begun.owner) ?? null };
  const built = () => sections(book, say, choice, state, href);

  const told = h("p", { class: "chosen", "aria-live": "polite" });
  const periods = h("fieldset", { class: "segments" }, h("legend", { class: "visually-hidden" }, "Period"), book.periods.map((period) => h("label", null,
    h("input", { type: "radio", name: "period", value: period.key, autocomplete: "off", checked: period === choice.period, onchange: () => { choice.period = period; show(true); } }), h("span", null, period.label))));
  const owner = h("select", { id: "owner", autocomplete: "off", onchange: () => { choice.owner = owner.value === "all" ? null : owner.value.slice(1); show(); } },
    h("option", { value: "all" }, "All owners"), owners.map((id) => h("option", { value: `=${id}`, selected: id === choice.owner }, book.nameOf(id))));

  const parts = built().map(([title, build, follows], at) => {
    const body = h("div", { class: "stack" });
    return { title, build, follows, body, stale: true, near: at === 0, section: h("section", { id: `s${at + 1}`, class: "part", "aria-labelledby": `t${at + 1}` }, h("h2", { id: `t${at + 1}` }, `${at + 1}. ${title}`), body) };
  });
  const near = new IntersectionObserver((entries) => entries.forEach(({ target, isIntersecting }) => {
    const part = parts.find(({ section }) => section === target);
    part.near = isIntersecting;
    if (isIntersecting && part.stale) fill(part);
  }));

  function fill(part) {
    const opened = [...part.body.querySelectorAll("details")].map((one) => one.open);
    part.stale = false;
    part.body.replaceChildren(...part.build());
    part.body.querySelectorAll("details").forEach((one, at) => (one.open = opened[at] ?? false));
    drawInSight();
  }

  /* What is seen is there at once, the rest when there is nothing else to do. */
  let turn = 0;
  function show(onlyPeriod = false) {
    const { period } = choice;
    const mine = ++turn;
    told.textContent = `${period.label}: ${period.from === null ? `until ${fullDay(period.to)}` : `${fullDay(period.from)} to ${fullDay(period.to)}`}. ${choice.owner === null ? "All owners" : book.nameOf(choice.owner)}.`;
    delete document.documentElement.dataset.shown;
    changed(period.key, choice.owner);
    for (const [at, [, build, follows]] of built().entries()) {
      parts[at].build = build;
      parts[at].stale ||= follows || !onlyPeriod;
    }
    parts.filter((part) => part.near && part.stale).forEach(fill);
    const rest = () => {
      if (mine !== turn) return;
      const next = parts.find((part) => part.stale);
      if (next) fill(next);
      if (parts.some((part) => part.stale)) soon(rest);
      else document.documentElement.dataset.shown = `${period.key} ${choice.owner ?? "all"}`;
    };
    soon(rest);
  }

  function begin() {
    show();
    parts.forEach(({ section }) => near.observe(section));
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
    document.addEventListener("theme", redraw);
    addEventListener("beforeprint", () => { parts.filter((part) => part.stale).forEach(fill); redraw(); });
    addEventListener("afterprint", redraw);
  }

  return {
    begin,
    controls: [periods, h("label", { class: "row" }, h("span", { class: "small soft" }, "Owner"), owner)],
    sections: h("nav", { class: "sections", "aria-label": "Sections" }, parts.map(({ title }, at) => h("a", { href: `#s${at + 1}` }, title))),
    body: [told, ...parts.map(({ section }) => section),
      h("section", { class: "part", "aria-labelledby": "notices" }, h("h2", { id: "notices" }, "How to read this"), h("ul", { class: "notices small soft" }, data.notices.map((notice) => h("li", null, notice))))],
  };
}
