/* One stream a tab, held by htmx and released while the tab is hidden. A message names what changed, never its content:
   event `change`, data {"kinds":["deal"],"ids":["…"]}. Elements with data-live="deal lead:ID" fetch themselves again. */
import { announce } from "./page.js";

const stream = document.getElementById("live");
const WAIT = 250;
const RETRY = { first: 4_000, longest: 60_000 };
let pending = new Set();
let timer = 0;
let connected = false;
let lost = false;

function state(name, text) {
  for (const place of document.querySelectorAll("[data-live-state]")) {
    place.dataset.state = name;
    place.textContent = text;
  }
}

function wants(element) {
  return element.dataset.live.split(/\s+/).some((topic) => pending.has(topic) || pending.has("*"));
}

function flush() {
  for (const element of document.querySelectorAll("[data-live]"))
    if (wants(element) && !element.querySelector(":scope .lifted, :scope .ghost")) window.htmx.trigger(element, "live");
  pending = new Set();
}

/** @param {{kinds?: string[], ids?: string[]}} change A kind wakes data-live="kind", kind and id together data-live="kind:id". */
function changed({ kinds = [], ids = [] }) {
  for (const kind of kinds) {
    pending.add(kind);
    for (const id of ids) pending.add(`${kind}:${id}`);
  }
  clearTimeout(timer);
  timer = setTimeout(flush, WAIT);
}

document.addEventListener("changed", (event) => changed(event.detail));

if (stream) {
  let wait = RETRY.first;
  const connect = () => connected || document.hidden || window.htmx.trigger(stream, "connect");
  /* The first connection is htmx's to make only once: try again, ever more seldom, until one stands. */
  const insist = () => {
    connect();
    wait = connected ? RETRY.first : Math.min(wait * 2, RETRY.longest);
    setTimeout(insist, wait);
  };
  stream.addEventListener("change", (event) => changed(JSON.parse(event.detail.data)));
  stream.addEventListener("toast", (event) => {
    event.stopPropagation();
    document.dispatchEvent(new CustomEvent("toast", { detail: JSON.parse(event.detail.data) }));
  });
  stream.addEventListener("htmx:sse:after:connection", () => {
    connected = true;
    state("live", "live");
    if (lost) changed({ kinds: ["*"] });
    lost = false;
  });
  stream.addEventListener("htmx:sse:before:connection", ({ detail }) => {
    if (detail.connection.attempt === 0) return;
    lost = true;
    if (!document.hidden) state("reconnecting", "reconnecting");
  });
  stream.addEventListener("htmx:sse:error", () => {
    lost = true;
    state("reconnecting", "reconnecting");
    announce("Live updates are reconnecting");
  });
  stream.addEventListener("htmx:sse:close", () => {
    connected = false;
    lost = true;
  });
  document.addEventListener("visibilitychange", connect);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", insist);
  else setTimeout(insist);
}
