import { icon, make } from "./page.js";

const glyphs = { good: "success", bad: "critical", info: "info" };

/** @param {{text: string, tone?: "good"|"bad"|"info", undo?: string}} message `undo` is the address a POST takes it back at. */
function show({ text, tone = "info", undo }) {
  const region = document.getElementById("toasts");
  if (!region || !text) return;
  [...region.children].find((shown) => shown.querySelector("p")?.textContent === text)?.remove();
  const toast = make("div", `toast toast-${tone}`);
  toast.append(icon(glyphs[tone] ?? "info"), make("p", "", text));
  if (undo) toast.append(undoForm(undo));
  toast.append(dismiss());
  region.append(toast);
  expire(toast, undo);
}

function undoForm(action) {
  const form = make("form");
  form.method = "post";
  form.action = action;
  const token = make("input");
  token.type = "hidden";
  token.name = "__RequestVerificationToken";
  token.value = document.querySelector("meta[name=antiforgery]")?.content ?? "";
  form.append(token, make("button", "btn btn-small", "Undo"));
  return form;
}

function dismiss() {
  const button = make("button", "btn btn-small btn-icon btn-quiet");
  button.type = "button";
  button.dataset.dismiss = "";
  button.setAttribute("aria-label", "Dismiss");
  button.append(icon("close"));
  return button;
}

/** Undo stays ten seconds, other news six, bad news until it is dismissed; never while someone is at it. */
function expire(toast, undo) {
  if (toast.classList.contains("toast-bad")) return;
  const wait = undo ? 10_000 : 6_000;
  const go = () => (toast.matches(":hover, :focus-within") ? setTimeout(go, 2_000) : toast.remove());
  setTimeout(go, wait);
}

document.querySelectorAll(".toast").forEach((toast) => expire(toast, toast.querySelector("form")));
document.addEventListener("toast", (event) => show(event.detail));
document.addEventListener("click", (event) => event.target.closest?.("[data-dismiss]")?.closest(".toast, .banner")?.remove());
/* What refreshes by itself fails silently: the live mark says so already. */
document.addEventListener("htmx:error", ({ target }) => {
  if (!target.matches?.("[data-live], #live")) show({ text: "That did not reach the server. Nothing was changed; try again.", tone: "bad" });
});
document.addEventListener("keydown", (event) => {
  if (event.key.toLowerCase() !== "z" || !(event.ctrlKey || event.metaKey) || event.target.closest("input, textarea, [contenteditable]")) return;
  const undo = [...document.querySelectorAll(".toast form")].at(-1);
  if (!undo) return;
  event.preventDefault();
  undo.requestSubmit();
});
