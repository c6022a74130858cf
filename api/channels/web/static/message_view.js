import { fill, clean, safeAddress, showAddress, showDate, showTime, splitAddresses } from "./text.js";
import { h, icon, icons } from "./dom.js";
import { readAloud, stopReading } from "./speech.js";
import { strings } from "./strings.js";

const FOR_SOURCES = ["https:", "http:"];

/** A link that leaves the page without telling where the reader came from. */
export function link(url, label) {
  const attributes = { href: url.href, target: "_blank", rel: "noopener noreferrer" };
  return h("a", attributes, label, h("span", { class: "unseen" }, ` ${strings.new_window}`));
}

/** Who speaks, in words that also say what kind of speaker it is. */
export function speakerName({ speaker, name }) {
  if (speaker === "worker") return strings.you;
  const shown = clean(name);
  const kind = strings[`kind_${speaker}`] ?? "";
  return shown.toLowerCase().includes(kind) ? shown : `${shown}, ${kind}`;
}

function body({ speaker, text }) {
  const paragraphs = clean(text).trim().split(/\n{2,}/);
  const show = (part) => (part instanceof URL ? link(part, showAddress(part)) : part);
  return paragraphs.map((paragraph) => {
    const parts = speaker === "worker" ? [paragraph] : splitAddresses(paragraph).map(show);
    return h("p", { dir: "auto" }, ...parts);
  });
}

// Only pictures from our own server: any other would tell a third party who is reading.
function picture({ image, image_text: description }, server) {
  if (!image) return null;
  const url = safeAddress(image, FOR_SOURCES, server);
  if (url?.origin !== new URL(server).origin) return h("p", {}, clean(description));
  return h("img", { src: url.href, alt: clean(description), loading: "lazy" });
}

// Only what our own server has: no other address comes in as something to open.
function file({ link: given }, server) {
  const url = given ? safeAddress(given.address, FOR_SOURCES, server) : null;
  if (url?.origin !== new URL(server).origin) return null;
  return h("p", {}, link(url, clean(given.title)));
}

function source({ name, address, page_date: date, age_note: note }) {
  const url = address ? safeAddress(address, FOR_SOURCES) : null;
  const shown = clean(name);
  const label = url ? link(url, `${shown} (${url.host})`) : shown;
  const age = [showDate(date), clean(note)].filter(Boolean).map((words) => `, ${words}`);
  return h("p", {}, `${strings.source} `, label, ...age);
}

function provenance({ sources = [], checked_on: checkedOn }) {
  if (!sources.length && !checkedOn) return null;
  const checked = checkedOn && fill(strings.checked_on, { date: showDate(checkedOn) });
  return h("div", { class: "sources" }, ...sources.map(source), checked ? h("p", {}, checked) : null);
}

function choices({ buttons = [] }, press) {
  if (!buttons.length) return null;
  const button = (choice) =>
    h("button", { type: "button", click: () => press(choice) }, clean(choice.title));
  const attributes = { class: "choices", role: "group", "aria-label": strings.choices };
  return h("div", attributes, ...buttons.map(button));
}

/** Everything of a message that can be read aloud or announced. */
export function spokenText(message) {
  const titles = (message.buttons ?? []).map(({ title }) => clean(title)).join(", ");
  const offered = titles ? ` ${strings.choices}: ${titles}` : "";
  return `${speakerName(message)}: ${clean(message.text)}${offered}`;
}

function listenButton(message) {
  const label = h("span", {}, strings.read_aloud);
  const quiet = () => {
    label.textContent = strings.read_aloud;
  };
  const toggle = () => {
    if (label.textContent === strings.stop_reading) return stopReading();
    readAloud(spokenText(message), quiet);
    label.textContent = strings.stop_reading;
  };
  return h("button", { type: "button", class: "listen", click: toggle }, icon(icons.speaker), label);
}

/** One message as an article. `actions.press(choice)` is called for a quick reply. */
export function renderMessage(message, server, actions) {
  const canBeRead = message.speaker === "bot" || message.speaker === "coach";
  const time = h("time", { datetime: message.sent_at }, showTime(message.sent_at));
  const head = h("div", { class: "head" }, h("b", {}, speakerName(message)), " ", time);
  if (canBeRead) head.append(listenButton(message));
  const text = h("div", { class: "body" }, ...body(message), picture(message, server), file(message, server));
  const extras = [provenance(message), choices(message, actions.press)];
  return h("article", { class: message.speaker }, head, text, ...extras);
}

/** A message on its way: "sending", "waiting" (no connection) or "refused" with a reason. */
export function renderUnsent(entry, state, reason, retry) {
  const text = h("p", { dir: "auto" }, clean(entry.text));
  const note =
    state === "sending"
      ? h("span", { class: "sending" }, strings.sending)
      : h("button", { type: "button", class: "retry", click: retry }, strings.not_sent);
  const why = reason ? h("p", { class: "why" }, clean(reason)) : null;
  const head = h("div", { class: "head" }, h("b", {}, strings.you));
  return h("article", { class: "worker" }, head, h("div", { class: "body" }, text), why, note);
}
