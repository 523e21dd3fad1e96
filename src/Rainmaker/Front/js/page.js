/** Runs `act` for the whole page now, and again for each piece that htmx brings in. */
export function onContent(act) {
  const start = () => act(document);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
  document.addEventListener("htmx:after:swap", () => act(document));
}

/** Loads a part of the script the first time the page has something for it. */
export function whenPresent(selector, load) {
  let loaded = false;
  onContent((root) => {
    if (loaded || !root.querySelector(selector)) return;
    loaded = true;
    load();
  });
}

/** Says something to those who listen instead of looking. */
export function announce(text) {
  const region = document.getElementById("announcements");
  if (!region) return;
  region.textContent = "";
  setTimeout(() => (region.textContent = text), 50);
}

export const typing = (target) => target instanceof Element && target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable], [role=textbox]") !== null;

export function icon(name) {
  const known = document.querySelector("svg.icon use");
  const sprite = known ? known.getAttribute("href").split("#")[0] : "";
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  svg.appendChild(document.createElementNS("http://www.w3.org/2000/svg", "use")).setAttribute("href", `${sprite}#${name}`);
  return svg;
}

/** An element of that tag, class and text; text is never parsed as HTML. */
export function make(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}
