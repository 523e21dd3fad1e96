/* The one registry of shortcuts is the markup: data-key="g d" on whatever a click would do, data-key-label to name it.
   Single keys never fire while typing, and one switch turns them off (WCAG 2.1.4). */
import { tinykeys } from "tinykeys";
import { make, onContent, typing } from "./page.js";

const off = () => localStorage.getItem("keys") === "off";
const single = (act) => (event) => {
  if (typing(event.target) || off() || event.ctrlKey || event.metaKey || event.altKey) return;
  if (document.querySelector("dialog[open]") && !event.target.closest?.("dialog")) return;
  act(event);
};
const visible = (element) => element.checkVisibility?.() ?? true;

function use(element, event) {
  event.preventDefault();
  if (element.matches("input, select, textarea")) element.focus();
  else element.click();
}

const rows = () => [...document.querySelectorAll("main .row-link")].filter(visible);
function step(by) {
  const all = rows();
  if (all.length === 0) return;
  const at = all.indexOf(document.activeElement.closest?.("tr")?.querySelector(".row-link") ?? document.activeElement);
  all[Math.max(0, Math.min(all.length - 1, at < 0 ? (by > 0 ? 0 : all.length - 1) : at + by))].focus();
}
const fixed = [
  ["j", "Next row", () => step(1), () => rows().length > 0],
  ["k", "Previous row", () => step(-1), () => rows().length > 0],
  ["x", "Select row", () => document.activeElement.closest?.("tr")?.querySelector(".pick input")?.click(), () => document.querySelector("tbody .pick")],
  ["Shift+?", "Show the keys", help, () => true],
];

let unbind = () => {};
onContent(() => {
  unbind();
  const map = Object.fromEntries(fixed.map(([key, , act]) => [key, single(act)]));
  for (const element of document.querySelectorAll("[data-key]"))
    map[element.dataset.key] = single((event) => {
      const live = [...document.querySelectorAll(`[data-key="${CSS.escape(element.dataset.key)}"]`)].find(visible);
      if (live) use(live, event);
    });
  unbind = tinykeys(window, map);
});

function help() {
  const sheet = document.getElementById("keys");
  if (!sheet || sheet.open) return;
  const list = sheet.querySelector("[data-list]");
  list.replaceChildren();
  const named = new Map();
  for (const element of document.querySelectorAll("[data-key]"))
    if (visible(element)) named.set(element.dataset.key, element.dataset.keyLabel ?? element.getAttribute("aria-label") ?? element.textContent.trim());
  for (const [key, label, , applies] of fixed) if (applies()) named.set(key, label);
  for (const extra of document.querySelectorAll("[data-keys-here]")) for (const line of extra.dataset.keysHere.split(";")) named.set(...line.split("=").map((part) => part.trim()));
  for (const [key, label] of named) {
    const term = make("dt");
    term.append(...key.replace("Shift+?", "?").replace("$mod", /mac/i.test(navigator.platform) ? "⌘" : "Ctrl").split(/[ +]/).map((part) => make("kbd", "", part)));
    list.append(term, make("dd", "", label));
  }
  sheet.querySelector("[data-keys-switch]").checked = !off();
  sheet.showModal();
}

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-keys-switch]")) localStorage.setItem("keys", event.target.checked ? "on" : "off");
});
document.addEventListener("click", (event) => event.target.closest?.("[data-help]") && help());
