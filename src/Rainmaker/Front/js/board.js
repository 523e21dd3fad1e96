/* Cards between columns, by mouse and touch (SortableJS) and by keyboard, over the same POST that each card's plain "Move to" form makes.
   data-board; columns: .cards[data-stage][data-stage-name]; cards: [data-card][data-move][tabindex=0]. */
import Sortable from "sortablejs/modular/sortable.esm.js";
import { announce, make, onContent } from "./page.js";

const cardsOf = (column) => [...column.querySelectorAll(":scope > [data-card]")];
const columnsOf = (board) => [...board.querySelectorAll("[data-stage]")];
const nameOf = (card) => card.dataset.name ?? card.querySelector("h3")?.textContent.trim() ?? "Card";
const placeOf = (card) => ({ column: card.parentElement, next: card.nextElementSibling });
const where = (card) => {
  const mates = cardsOf(card.parentElement);
  return `${card.parentElement.dataset.stageName}, ${mates.indexOf(card) + 1} of ${mates.length}`;
};

function putBack(card, { column, next }) {
  column.insertBefore(card, next?.parentElement === column ? next : null);
}

/** Tells the server where the card now lies; a refusal returns it and says why on the card. */
async function save(card, from) {
  const column = card.parentElement;
  const settling = column.dataset.settles && card.querySelector(`[data-settle="${column.dataset.settles}"]`);
  if (settling) {
    putBack(card, from);
    settling.click();
    return;
  }
  card.querySelector(".refused")?.remove();
  const body = new URLSearchParams({
    stage: column.dataset.stage,
    expected_stage: from.column.dataset.stage,
    position: String(cardsOf(column).indexOf(card)),
    version: card.dataset.version ?? "",
  });
  card.classList.add("saving");
  try {
    const answer = await fetch(card.dataset.move, { method: "POST", body, headers: headers() });
    if (!answer.ok) throw new Error(await reason(answer));
    const version = answer.headers.get("ETag")?.replace(/^W\/|"/g, "");
    if (version) card.dataset.version = version;
    document.dispatchEvent(new CustomEvent("changed", { detail: { kinds: ["deal"] } }));
  } catch (error) {
    const why = error instanceof TypeError ? "The server could not be reached; the card is back where it was." : error.message;
    putBack(card, from);
    card.append(make("p", "refused", why));
    document.dispatchEvent(new CustomEvent("toast", { detail: { text: why, tone: "bad" } }));
    announce(`Not moved. ${why} Back in ${where(card)}`);
  } finally {
    card.classList.remove("saving");
  }
}

const headers = () => ({
  Accept: "application/json, application/problem+json",
  RequestVerificationToken: document.querySelector("meta[name=antiforgery]")?.content ?? "",
});

async function reason(answer) {
  const problem = await answer.json().catch(() => ({}));
  return problem.detail ?? problem.title ?? `The move was refused (${answer.status}).`;
}

let from;
function dragging(column) {
  Sortable.create(column, {
    group: "cards",
    draggable: "[data-card]",
    filter: "a, button, select, input",
    preventOnFilter: false,
    animation: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 150,
    delay: 150,
    delayOnTouchOnly: true,
    ghostClass: "ghost",
    onStart: ({ item }) => (from = placeOf(item)),
    onEnd: ({ item }) => {
      if (item.parentElement !== from.column || item.nextElementSibling !== from.next) save(item, from);
    },
  });
}

/* Space lifts and drops, arrows move, Enter drops, Escape returns. */
let lifted = null;

function lift(card) {
  lifted = { card, from: placeOf(card) };
  card.classList.add("lifted");
  announce(`${nameOf(card)} lifted. ${where(card)}. Arrows move it, Enter drops it, Escape returns it.`);
}

function drop(card) {
  const { from } = lifted;
  lifted = null;
  card.classList.remove("lifted");
  announce(`${nameOf(card)} dropped. ${where(card)}`);
  if (card.parentElement !== from.column || card.nextElementSibling !== from.next) save(card, from);
}

function giveUp(card) {
  putBack(card, lifted.from);
  lifted = null;
  card.classList.remove("lifted");
  card.focus();
  announce(`${nameOf(card)} returned. ${where(card)}`);
}

function carry(card, key) {
  const columns = columnsOf(card.closest("[data-board]"));
  const column = card.parentElement;
  const mates = cardsOf(column);
  const at = mates.indexOf(card);
  if (key === "ArrowUp" && at > 0) column.insertBefore(card, mates[at - 1]);
  if (key === "ArrowDown" && at < mates.length - 1) column.insertBefore(card, mates[at + 1].nextElementSibling);
  if (key === "ArrowLeft" || key === "ArrowRight") {
    const next = columns[columns.indexOf(column) + (key === "ArrowRight" ? 1 : -1)];
    if (next) next.insertBefore(card, cardsOf(next)[at] ?? null);
  }
  card.focus();
  card.scrollIntoView({ block: "nearest", inline: "nearest" });
  announce(where(card));
}

function walk(card, key) {
  const columns = columnsOf(card.closest("[data-board]"));
  const mates = cardsOf(card.parentElement);
  const at = mates.indexOf(card);
  if (key === "ArrowUp" || key === "ArrowDown") return mates[at + (key === "ArrowDown" ? 1 : -1)]?.focus();
  const step = key === "ArrowRight" ? 1 : -1;
  for (let index = columns.indexOf(card.parentElement) + step; columns[index]; index += step) {
    const there = cardsOf(columns[index]);
    if (there.length > 0) return there[Math.min(at, there.length - 1)].focus();
  }
}

document.addEventListener("keydown", (event) => {
  const card = event.target;
  if (!card.matches?.("[data-card]") || event.ctrlKey || event.metaKey || event.altKey) return;
  const held = lifted?.card === card;
  if (event.key === " ") held ? drop(card) : lift(card);
  else if (event.key === "Enter" && held) drop(card);
  else if (event.key === "Enter") card.querySelector("h3 a")?.click();
  else if (event.key === "Escape" && held) giveUp(card);
  else if (event.key.startsWith("Arrow")) held ? carry(card, event.key) : walk(card, event.key);
  else return;
  event.preventDefault();
  event.stopPropagation();
});
document.addEventListener("focusout", (event) => {
  const held = lifted;
  if (held && event.target === held.card) setTimeout(() => lifted === held && document.activeElement !== held.card && giveUp(held.card), 100);
});

const ready = new WeakSet();
onContent((root) => {
  for (const column of root.querySelectorAll("[data-board] [data-stage]")) {
    if (ready.has(column)) continue;
    ready.add(column);
    dragging(column);
  }
});
