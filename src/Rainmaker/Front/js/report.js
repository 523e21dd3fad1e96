/* The dashboard as a page of the product: the figures stand in the page, and so does where the rows of each are listed. */
import { h } from "../dashboard/dom.js";
import { panel } from "../dashboard/panel.js";
import { onContent } from "./page.js";

const begun = new WeakSet();
onContent((root) => root.querySelectorAll("[data-report]").forEach((place) => {
  if (begun.has(place)) return;
  begun.add(place);
  const island = (name) => JSON.parse(place.querySelector(`[data-${name}]`).textContent);
  const lists = island("rows");
  const query = new URLSearchParams(location.search);
  const { begin, controls, sections, body } = panel(island("figures"), (figure, of) => lists[figure] && address(lists[figure], of), { period: query.get("period"), owner: query.get("owner") }, remember);
  const [told, ...parts] = body;
  place.replaceChildren(h("div", { class: "controls" }, controls), h("div", { class: "stack-tight" }, sections, told), ...parts);
  begin();
}));

/* In the address, so that whoever comes back from a list, or is sent the address, sees the same. */
function remember(period, owner) {
  const here = new URL(location.href);
  for (const [name, value, usual] of [["period", period, "ytd"], ["owner", owner, null]]) {
    if (value === usual) here.searchParams.delete(name);
    else here.searchParams.set(name, value);
  }
  if (here.href !== location.href) history.replaceState(history.state, "", here);
}

function address({ path, always, of: names, words }, of) {
  const query = new URLSearchParams(always);
  for (const [name, part] of Object.entries(names)) {
    const value = of[part];
    if (value !== null && value !== undefined) query.set(name, words[part]?.[value] ?? value);
  }
  const asked = query.toString();
  return path.replace("{id}", encodeURIComponent(of.id ?? "")) + (asked && `?${asked}`);
}
