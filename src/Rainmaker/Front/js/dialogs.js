/* <a href="/deals/new" data-dialog>: with script the page's fragment opens in the dialog, without it the page itself. */
const dialog = () => document.getElementById("dialog");

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-dialog]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0 || !dialog()) return;
  event.preventDefault();
  open(link);
});

document.addEventListener("click", (event) => {
  const closer = event.target.closest?.("[data-close]");
  const shown = closer?.closest("dialog") ?? (event.target.matches?.("dialog[open]") && outside(event) ? event.target : null);
  if (!shown || (!closer && changed(shown))) return;
  event.preventDefault();
  shown.close();
});

async function open(link) {
  const shown = dialog();
  shown.classList.toggle("wide", link.dataset.dialog === "wide");
  await window.htmx.ajax("GET", link.href, { target: "#dialog", swap: "innerHTML" });
  if (!shown.querySelector(".sheet")) return;
  shown.setAttribute("aria-labelledby", shown.querySelector("h1, h2")?.id ?? "");
  if (!shown.open) shown.showModal();
  shown.querySelector("[autofocus], input:not([type=hidden]), select, textarea")?.focus();
}

/* A click on the backdrop closes, unless something was typed that would be lost. */
function outside({ target, clientX: x, clientY: y }) {
  const box = target.getBoundingClientRect();
  return x < box.left || x > box.right || y < box.top || y > box.bottom;
}

const changed = (shown) => [...shown.querySelectorAll("input, textarea")].some((field) => field.value !== field.defaultValue);

/* What a browser without invoker commands does not do by itself. */
if (!("commandForElement" in HTMLButtonElement.prototype)) {
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("button[commandfor]");
    const shown = button && document.getElementById(button.getAttribute("commandfor"));
    if (!(shown instanceof HTMLDialogElement)) return;
    if (button.getAttribute("command") === "show-modal") shown.showModal();
    if (button.getAttribute("command") === "close") shown.close();
  });
}
