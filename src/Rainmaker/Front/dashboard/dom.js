/* Pieces of the page. Everything that comes from data enters as text, never as markup. */

export function h(name, attributes, ...children) {
  const element = name === "svg" || name === "rect" ? document.createElementNS("http://www.w3.org/2000/svg", name) : document.createElement(name);
  for (const [key, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
}

export const card = (title, note, ...body) => h("section", { class: "card" }, h("div", { class: "card-head" }, h("h3", null, title), note && h("span", { class: "note" }, note)), ...body);

/* Leads to the rows behind it, where there is a way. */
export const linked = (text, href) => (href && text !== null ? h("a", { href }, text) : text);

/* A figure; null is a dash and the reason. full: what a shortened value is exactly. */
export function kpi({ label, value, full, note, badge, why, href }) {
  return h("div", { class: "kpi" }, h("span", { class: "kpi-label" }, linked(label, href)), h("span", { class: "kpi-value", title: value === null ? why : full }, value ?? "–"),
    h("span", { class: "kpi-delta" }, value === null ? why : badge ? [h("b", { class: badge.tone }, badge.text), badge.tone && h("span", { class: "visually-hidden" }, badge.tone === "good" ? ", better" : ", worse"), ` ${badge.against}`] : note ?? ""));
}

export function bars(rows, say, empty = "Nothing in this period.") {
  if (rows.length === 0) return h("p", { class: "faint small" }, empty);
  const most = Math.max(...rows.map((row) => row.value), 1);
  return h("ul", { class: "bars" }, rows.map(({ label, value, note, href }) => h("li", null, h("span", { class: "label", title: label }, linked(label, href)),
    h("svg", { class: "bar-track bar-thin", "aria-hidden": "true" }, h("rect", { width: `${(100 * Math.max(0, value)) / most}%`, height: "100%", rx: "3" })),
    h("span", { class: "value" }, say(value)), h("span", { class: "note" }, note ?? ""))));
}

/* heads: [text, numeric?]; cells follow them. */
export function table(caption, heads, rows, empty = "Nothing here.") {
  if (rows.length === 0) return h("p", { class: "faint small" }, empty);
  return h("div", { class: "table-wrap", tabindex: "0", role: "region", "aria-label": caption }, h("table", { class: "table table-small" }, h("caption", { class: "visually-hidden" }, caption),
    h("thead", null, h("tr", null, heads.map(([text, numeric]) => h("th", { scope: "col", class: numeric && "num" }, text)))),
    h("tbody", null, rows.map((cells) => h("tr", null, cells.map((cell, at) => h(at === 0 ? "th" : "td", { class: heads[at][1] && "num", scope: at === 0 ? "row" : null }, cell ?? "–")))))));
}

export function formats(currency) {
  const number = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
  const one = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });
  const money = new Intl.NumberFormat("en", { style: "currency", currency, maximumFractionDigits: 0 });
  const short = new Intl.NumberFormat("en", { style: "currency", currency, notation: "compact", maximumFractionDigits: 1 });
  const or = (say) => (value) => (value === null || value === undefined ? null : say(value));
  return {
    count: or((value) => number.format(value)), one: or((value) => one.format(value)), money: or((value) => money.format(value)),
    short: or((value) => (Math.abs(value) < 10_000 ? money : short).format(value)), percent: or((value) => `${one.format(value)}%`), days: or((value) => `${one.format(value)} d`),
  };
}
