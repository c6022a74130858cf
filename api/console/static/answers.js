import { keep } from "./drafts.js";

const PAUSE_MS = 120;
// Far more than a title and a few lines fit on one row.
const LONGEST_PREVIEW = 180; // characters

const $ = (id) => document.getElementById(id);

/** Let "/" and the button find an answer, and one click insert a suggestion. */
export function findAnswers() {
  document.addEventListener("keydown", onKey);
  document.addEventListener("click", onClick);
  document.addEventListener("input", ({ target }) => target.id === "finder-input" && searchSoon());
  document.addEventListener("focusout", ({ relatedTarget: to }) => {
    if (isOpen() && to && !$("finder").contains(to)) close();
  });
}

const isOpen = () => $("finder") && !$("finder").hidden;
let found = [];
let chosen = 0;
let timer = 0;
let searches = 0;

function onKey(event) {
  if (event.target.id === "reply-text" && event.key === "/" && isAtWordStart(event.target)) {
    event.preventDefault();
    open();
  } else if (event.target.id === "finder-input") {
    const deed = { ArrowDown: () => choose(chosen + 1), ArrowUp: () => choose(chosen - 1), Enter: insertChosen, Escape: leave }[event.key];
    if (!deed) return;
    event.preventDefault();
    deed();
  }
}

// Anywhere else a slash is just a slash: "en/of", "1/2".
function isAtWordStart({ value, selectionStart: at }) {
  return at === 0 || /\s/.test(value[at - 1]);
}

function onClick(event) {
  const link = event.target.closest?.("#find-answer, [data-topic], [role='option']");
  // With a modifier a link opens beside this page, as anywhere.
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || !$("reply-text")) return;
  event.preventDefault();
  if (link.id === "find-answer") return isOpen() ? close() : open();
  if (link.dataset.topic) return insertTopic(link);
  choose([...$("finder-list").children].indexOf(link));
  insertChosen();
}

function open() {
  $("finder").hidden = false;
  $("finder-input").value = "";
  $("finder-input").setAttribute("aria-expanded", "true");
  $("finder-input").focus();
  search();
}

function close() {
  $("finder").hidden = true;
  $("finder-input").setAttribute("aria-expanded", "false");
  $("finder-list").replaceChildren();
  found = [];
}

// What was typed after the slash stays typed: nothing is lost by changing one's mind.
function leave() {
  const typed = $("finder-input").value;
  close();
  $("reply-text").focus();
  if (typed) insert(`/${typed}`);
}

function searchSoon() {
  clearTimeout(timer);
  timer = setTimeout(search, PAUSE_MS);
}

async function search() {
  const query = $("finder-input").value.trim();
  const mine = ++searches;
  try {
    const answers = await fetchAnswers(query ? { q: query } : suggestedTopics());
    if (mine === searches && isOpen()) show(answers, query);
  } catch {
    if (mine === searches && isOpen()) $("finder-status").textContent = $("finder-status").dataset.failed;
  }
}

const suggestedTopics = () =>
  [...document.querySelectorAll("#summary [data-topic]")].map(({ dataset }) => ["topic", dataset.topic]);

async function fetchAnswers(query) {
  const address = `${$("finder").dataset.source}?${new URLSearchParams(query)}`;
  const response = await fetch(address, { headers: { Accept: "application/json" } });
  if (!response.ok) throw new Error(String(response.status));
  return response.json();
}

function show(answers, query) {
  found = answers;
  $("finder-list").replaceChildren(...answers.map(option));
  choose(0);
  const { none, one, many } = $("finder-status").dataset;
  const counted = answers.length === 1 ? one : many.replace("{n}", answers.length);
  $("finder-status").textContent = answers.length ? counted : query ? none : "";
}

function option({ title, text }, place) {
  const row = document.createElement("li");
  row.id = `finder-${place}`;
  row.role = "option";
  const name = document.createElement("b");
  name.textContent = title;
  const preview = document.createElement("span");
  preview.textContent = text.replace(/\s+/g, " ").slice(0, LONGEST_PREVIEW);
  row.append(name, preview);
  return row;
}

function choose(place) {
  const rows = [...$("finder-list").children];
  chosen = rows.length ? (place + rows.length) % rows.length : 0;
  rows.forEach((row, index) => (row.ariaSelected = String(index === chosen)));
  rows[chosen]?.scrollIntoView({ block: "nearest" });
  if (rows.length) $("finder-input").setAttribute("aria-activedescendant", rows[chosen].id);
  else $("finder-input").removeAttribute("aria-activedescendant");
}

function insertChosen() {
  const answer = found[chosen];
  if (!answer) return;
  close();
  insert(answer.insert);
}

// When that fails the link still leads to a page with the answer filled in.
async function insertTopic(link) {
  try {
    const [answer] = await fetchAnswers([["topic", link.dataset.topic]]);
    insert(answer.insert);
  } catch {
    location.assign(link.href);
  }
}

/** At the cursor, as if it had been typed: the browser's own undo takes it out again. */
function insert(text) {
  const field = $("reply-text");
  field.focus();
  const before = field.value.slice(0, field.selectionStart);
  const gap = before && !/\s$/.test(before) ? "\n\n" : "";
  if (!document.execCommand("insertText", false, gap + text)) {
    field.setRangeText(gap + text, field.selectionStart, field.selectionEnd, "end");
  }
  // It is to be read before it is sent, from its beginning.
  field.scrollTop = before ? field.scrollHeight : 0;
  keep(field);
}
