import { isAtEnd, keepEndInSight, toEnd } from "./scroll.js";

let isPressed = false;
let waiting = [];

// What is under a pressed button must not be replaced before the click is complete.
addEventListener("pointerdown", () => (isPressed = true), true);
for (const end of ["pointerup", "pointercancel", "blur"]) {
  addEventListener(end, () => setTimeout(release), true);
}

function release() {
  isPressed = false;
  const updates = waiting;
  waiting = [];
  if (updates.length) applyUpdates(updates);
}

/** What this page shows: its regions with their versions, the conversation and how far. */
export function shown() {
  const regions = {};
  for (const element of document.querySelectorAll("[data-version]")) {
    regions[element.id] = element.dataset.version;
  }
  const escalation = document.querySelector("[data-escalation]")?.dataset.escalation ?? null;
  const { sector, topic } = document.getElementById("main").dataset;
  const chosen = { sector: sector || null, topic: topic || null };
  return { regions, escalation, after: last("seq"), note: last("note"), ...chosen };
}

/** Apply what the server rendered: [id of the element, "replace" or "append", HTML]. */
export function applyUpdates(updates) {
  if (isPressed) {
    waiting.push(...updates);
    return;
  }
  for (const [target, how, html] of updates) {
    const element = document.getElementById(target);
    if (!element) continue;
    const template = document.createElement("template");
    template.innerHTML = html;
    if (how === "append") append(element, template.content);
    else replace(element, template.content.firstElementChild);
  }
}

function replace(old, fresh) {
  const before = new Set([...old.querySelectorAll("[data-key]")].map((row) => row.dataset.key));
  const hadFocus = old.contains(document.activeElement);
  const { id, selectionStart, selectionEnd } = document.activeElement ?? {};
  carryOver(old, fresh);
  old.replaceWith(fresh);
  if (hadFocus) {
    const place = document.getElementById(id) ?? fresh.querySelector("[tabindex='-1']");
    place?.focus({ preventScroll: true });
    if (place?.id === "reply-text") place.setSelectionRange(selectionStart, selectionEnd);
  }
  if (fresh.id === "counts") showInTitle(fresh.dataset.waiting);
  const news = [...fresh.querySelectorAll("[data-announce]")];
  announce(news.filter((row) => !before.has(row.dataset.key)));
  if (fresh.querySelector(".log")) keepEndInSight();
}

// Whoever is typing goes on typing, also when the conversation around it is shown anew.
function carryOver(old, fresh) {
  const text = fresh.querySelector("#reply-text");
  if (text) text.value = old.querySelector("#reply-text")?.value ?? text.value;
  for (const details of fresh.querySelectorAll("details")) {
    details.open = old.querySelector("details")?.open ?? false;
  }
}

function append(list, content) {
  const log = list.closest(".log");
  const stays = isAtEnd(log);
  const seen = { seq: last("seq"), note: last("note") };
  const isNew = ({ dataset }) => "note" in dataset ? dataset.note > seen.note : dataset.seq > seen.seq;
  list.append(...[...content.children].filter(isNew));
  if (stays) toEnd(log);
}

/** The number of the last message ("seq") or note ("note") in the thread. */
function last(kind) {
  return Number([...document.querySelectorAll(`#thread > [data-${kind}]`)].at(-1)?.dataset[kind] ?? 0);
}

function announce(rows) {
  if (!rows.length) return;
  const sentences = rows.map((row) => row.dataset.announce).join(". ");
  document.getElementById("announcer").textContent = sentences;
  dispatchEvent(new CustomEvent("leermaat-news", { detail: sentences }));
}

function showInTitle(count) {
  const title = document.title.replace(/^\(\d+\) /, "");
  document.title = Number(count) ? `(${count}) ${title}` : title;
}
