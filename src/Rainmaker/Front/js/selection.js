/* Rows picked by checkbox. The bar itself appears by CSS; here the count, "all of this page" and shift-click ranges. */
import { announce, onContent } from "./page.js";

const boxes = (scope) => [...scope.querySelectorAll("tbody .pick input")];
let last = null;

document.addEventListener("click", (event) => {
  const box = event.target;
  if (!box.matches?.(".pick input")) return;
  const scope = box.closest(".selectable");
  if (!scope) return;
  if (box.matches("[data-pick-all]")) boxes(scope).forEach((one) => (one.checked = box.checked));
  else if (event.shiftKey && last?.isConnected) range(boxes(scope), last, box);
  if (!box.matches("[data-pick-all]")) last = box;
  tell(scope);
  announce(`${boxes(scope).filter((one) => one.checked).length} selected`);
});

function range(all, from, to) {
  const [start, end] = [all.indexOf(from), all.indexOf(to)].sort((a, b) => a - b);
  if (start >= 0) all.slice(start, end + 1).forEach((one) => (one.checked = to.checked));
}

function tell(scope) {
  const all = boxes(scope);
  const picked = all.filter((one) => one.checked).length;
  const head = scope.querySelector("[data-pick-all]");
  if (head) {
    head.checked = picked > 0 && picked === all.length;
    head.indeterminate = picked > 0 && picked < all.length;
  }
  scope.querySelectorAll("[data-picked]").forEach((place) => (place.textContent = `${picked} selected`));
  scope.querySelectorAll("[data-all-matching]").forEach((place) => (place.hidden = picked < all.length));
}

document.addEventListener("click", (event) => {
  if (!event.target.closest?.("[data-pick-none]")) return;
  const scope = event.target.closest(".selectable");
  scope.querySelectorAll(".pick input, [data-all-matching] input").forEach((one) => (one.checked = false));
  tell(scope);
});
onContent((root) => root.querySelectorAll(".selectable").forEach(tell));

/* Filters apply as soon as they change, and so does whatever says data-submit. */
const hasty = "[data-submit], form.filters select, form.filters input:is([type=date], [type=checkbox], [type=month])";
document.addEventListener("change", (event) => event.target.matches?.(hasty) && event.target.form?.requestSubmit());
