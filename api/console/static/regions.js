const NEAR_END_PX = 120;

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
  return { regions, escalation, after: lastSeq() };
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
  const id = document.activeElement?.id;
  old.replaceWith(fresh);
  if (hadFocus) {
    const place = document.getElementById(id) ?? fresh.querySelector("[tabindex='-1']");
    place?.focus({ preventScroll: true });
  }
  if (fresh.id === "counts") showInTitle(fresh.dataset.waiting);
  const news = [...fresh.querySelectorAll("[data-announce]")];
  announce(news.filter((row) => !before.has(row.dataset.key)));
  const log = fresh.querySelector(".log");
  if (log) log.scrollTop = log.scrollHeight;
}

function append(list, content) {
  const log = list.closest(".log");
  const isAtEnd = log.scrollHeight - log.scrollTop - log.clientHeight < NEAR_END_PX;
  const last = lastSeq();
  const fresh = [...content.children].filter((item) => Number(item.dataset.seq) > last);
  list.append(...fresh);
  if (isAtEnd) log.scrollTop = log.scrollHeight;
}

function lastSeq() {
  return Number(document.querySelector("#thread > :last-child")?.dataset.seq ?? 0);
}

function announce(rows) {
  if (!rows.length) return;
  const sentences = rows.map((row) => row.dataset.announce);
  document.getElementById("announcer").textContent = sentences.join(". ");
}

function showInTitle(count) {
  const title = document.title.replace(/^\(\d+\) /, "");
  document.title = Number(count) ? `(${count}) ${title}` : title;
}
