/* Ctrl-K: go anywhere the page links to with a key or from the menu, or search for what was typed. */
import { tinykeys } from "tinykeys";
import { icon, make } from "./page.js";

const sheet = () => document.getElementById("palette");

tinykeys(window, {
  "$mod+k": (event) => {
    if (!sheet()) return;
    event.preventDefault();
    sheet().querySelector("input").value = "";
    fill("");
    if (!sheet().open) sheet().showModal();
  },
});
document.addEventListener("click", (event) => event.target.closest?.("[data-palette]") && window.dispatchEvent(new KeyboardEvent("keydown", { key: "k", ctrlKey: true, metaKey: false })));

function commands() {
  const seen = new Map();
  for (const element of document.querySelectorAll(".nav a, [data-command]")) {
    const label = element.dataset.command || element.querySelector(".label")?.textContent || element.textContent.trim();
    if (!seen.has(label)) seen.set(label, { label, glyph: element.querySelector("use")?.getAttribute("href").split("#")[1] ?? "right", go: () => element.click() });
  }
  return [...seen.values()];
}

function fill(text) {
  const list = sheet().querySelector("ul");
  const search = document.querySelector("form.search");
  const wanted = text.trim().toLowerCase();
  const begins = ({ label }) => label.toLowerCase().startsWith(wanted);
  const found = commands().filter(({ label }) => label.toLowerCase().includes(wanted)).sort((one, other) => begins(other) - begins(one));
  /* Who types the beginning of a command wants that; anything else is looked for. */
  const at = wanted && found.some(begins) ? found.length : 0;
  if (wanted && search) found.splice(at, 0, { label: `Search for “${text.trim()}”`, glyph: "search", go: () => location.assign(`${search.action}?q=${encodeURIComponent(text.trim())}`) });
  list.replaceChildren(...found.map(option));
  choose(0);
}

function option({ label, glyph, go }, at) {
  const item = make("li");
  item.setAttribute("role", "option");
  item.id = `command-${at}`;
  item.append(icon(glyph), make("span", "", label));
  item.addEventListener("click", () => {
    sheet().close();
    go();
  });
  return item;
}

function choose(at) {
  const all = [...sheet().querySelectorAll("[role=option]")];
  all.forEach((item, index) => item.setAttribute("aria-selected", String(index === at)));
  all[at]?.scrollIntoView({ block: "nearest" });
  sheet().querySelector("input").setAttribute("aria-activedescendant", all[at]?.id ?? "");
}

document.addEventListener("input", (event) => event.target.closest?.("#palette") && fill(event.target.value));
document.addEventListener("keydown", (event) => {
  if (!event.target.closest?.("#palette")) return;
  const all = [...sheet().querySelectorAll("[role=option]")];
  const at = all.findIndex((item) => item.getAttribute("aria-selected") === "true");
  if (event.key === "ArrowDown") choose(Math.min(at + 1, all.length - 1));
  else if (event.key === "ArrowUp") choose(Math.max(at - 1, 0));
  else if (event.key === "Enter") all[at]?.click();
  else return;
  event.preventDefault();
});
