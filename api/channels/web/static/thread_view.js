import { clean, showDay } from "./text.js";
import { h } from "./dom.js";
import { renderMessage, renderUnsent } from "./message_view.js";
import { strings } from "./strings.js";

const NEAR_THE_END_PX = 80;
const MARGIN_PX = 12;

/** The conversation on screen: confirmed messages in the server's order, then what is on its way. */
export class ThreadView {
  #confirmed = h("div", { class: "confirmed" });
  #unsent = h("div", { class: "unsent" });
  #unsentById = new Map();
  #newer = h("button", { type: "button", class: "newer", hidden: true }, strings.newer);
  #latest = null;
  #lastDay = "";
  #isFollowing = true;
  #knownRange = 0;

  /** `actions` has `press(choice)` and `retry(entry)`. */
  constructor(server, actions) {
    this.server = server;
    this.actions = actions;
    const intro = h("p", { class: "intro" }, strings.intro);
    // The log itself is silent: the panel announces each new message once, without its buttons.
    const attributes = { role: "log", "aria-live": "off", "aria-label": strings.log, tabindex: "0" };
    this.element = h("div", attributes, this.#confirmed, intro, this.#unsent, this.#newer);
    const scrolled = () => this.#range === this.#knownRange && this.#measure();
    this.element.addEventListener("scroll", scrolled);
    this.#newer.addEventListener("click", () => this.showEnd());
    // Also when a picture comes in, the field grows or a keyboard takes half of the screen.
    const resized = () => (this.#isFollowing ? this.#scrollToEnd() : this.#measure());
    const observer = new ResizeObserver(resized);
    for (const part of [this.element, ...this.element.children]) observer.observe(part);
  }

  add(message) {
    this.#removeUnsent(message.client_id);
    this.#addDay(message.sent_at);
    const article = renderMessage(message, this.server, this.actions);
    this.#confirmed.append(article);
    this.#latest?.classList.remove("latest");
    article.classList.add("latest");
    this.#latest = article;
    this.#isFollowing ||= message.speaker === "worker";
    this.#newer.hidden = this.#isFollowing; // who reads back is not pulled away
  }

  /** A sentence of the widget itself, where it happened. */
  addNotice(sentence) {
    this.#confirmed.append(h("p", { class: "notice" }, clean(sentence)));
    this.#isFollowing = true;
  }

  /** Show or redraw a message that is not confirmed yet. */
  addUnsent(entry, state, reason = "") {
    const retry = () => {
      this.actions.retry(entry);
      this.element.focus(); // the button that was pressed is gone
    };
    const article = renderUnsent(entry, state, reason, retry);
    const old = this.#unsentById.get(entry.id);
    if (old) old.replaceWith(article);
    else this.#unsent.append(article);
    this.#unsentById.set(entry.id, article);
    this.#isFollowing ||= !old;
  }

  /** It is stored; it stays here, without a note, until its own message comes by. */
  markStored(id) {
    this.#unsentById.get(id)?.querySelector(".sending, .retry")?.remove();
  }

  /** Empty the thread; messages that are still to be sent stay. */
  forget() {
    this.#confirmed.replaceChildren();
    this.#latest = null;
    this.#lastDay = "";
  }

  forgetUnsent() {
    for (const id of this.#unsentById.keys()) this.#removeUnsent(id);
  }

  showEnd() {
    this.#isFollowing = true;
    this.#scrollToEnd();
  }

  // A long answer is shown from its first line, not from its last; what led up to it comes along.
  #scrollToEnd() {
    const log = this.element;
    const isWaiting = this.#unsent.childElementCount > 0;
    let top = isWaiting ? null : this.#latest;
    while (top?.previousElementSibling?.matches("h3, p")) top = top.previousElementSibling;
    const start = top ? top.offsetTop - log.offsetTop - MARGIN_PX : Infinity;
    log.scrollTop = Math.min(start, log.scrollHeight);
    this.#measure();
  }

  // How far the log can scroll. When that has changed, the observer comes next and decides;
  // a scroll event would then take our own new message for a worker who reads back.
  get #range() {
    return this.element.scrollHeight - this.element.clientHeight;
  }

  #measure() {
    this.#knownRange = this.#range;
    this.#isFollowing = this.#range - this.element.scrollTop < NEAR_THE_END_PX;
    this.#newer.hidden ||= this.#isFollowing;
  }

  #removeUnsent(id) {
    this.#unsentById.get(id)?.remove();
    this.#unsentById.delete(id);
  }

  #addDay(moment) {
    const day = showDay(moment);
    if (day !== this.#lastDay) this.#confirmed.append(h("h3", {}, clean(day)));
    this.#lastDay = day;
  }
}
