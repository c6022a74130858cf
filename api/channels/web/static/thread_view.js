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
  #isScrollPlanned = false;

  /** `actions` has `press(choice)` and `retry(entry)`. */
  constructor(server, actions) {
    this.server = server;
    this.actions = actions;
    const intro = h("p", { class: "intro" }, strings.intro);
    // The log itself is silent: the panel announces each new message once, without its buttons.
    const attributes = { role: "log", "aria-live": "off", "aria-label": strings.log, tabindex: "0" };
    this.element = h("div", attributes, this.#confirmed, intro, this.#unsent, this.#newer);
    this.element.addEventListener("scroll", () => (this.#newer.hidden ||= this.#isAtEnd()));
    this.#newer.addEventListener("click", () => this.showEnd());
  }

  add(message) {
    const isAtEnd = this.#isAtEnd();
    this.#removeUnsent(message.client_id);
    this.#addDay(message.sent_at);
    const article = renderMessage(message, this.server, this.actions);
    this.#confirmed.append(article);
    this.#latest?.classList.remove("latest");
    article.classList.add("latest");
    this.#latest = article;
    if (isAtEnd || message.speaker === "worker") this.showEnd();
    else this.#newer.hidden = false; // who reads back is not pulled away
  }

  /** A sentence of the widget itself, where it happened. */
  addNotice(sentence) {
    this.#confirmed.append(h("p", { class: "notice" }, clean(sentence)));
    this.showEnd();
  }

  /** Show or redraw a message that is not confirmed yet. */
  addUnsent(entry, state, reason = "") {
    const isAtEnd = this.#isAtEnd();
    const retry = () => this.actions.retry(entry);
    const article = renderUnsent(entry, state, reason, retry);
    const old = this.#unsentById.get(entry.id);
    if (old) old.replaceWith(article);
    else this.#unsent.append(article);
    this.#unsentById.set(entry.id, article);
    if (!old || isAtEnd) this.showEnd();
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

  /** Once per frame: a history of hundreds of messages should not scroll hundreds of times. */
  showEnd() {
    if (this.#isScrollPlanned) return;
    this.#isScrollPlanned = true;
    requestAnimationFrame(() => {
      this.#isScrollPlanned = false;
      this.#scrollToEnd();
    });
  }

  // A long answer is shown from its first line, not from its last; what led up to it comes along.
  #scrollToEnd() {
    const log = this.element;
    const isWaiting = this.#unsent.childElementCount > 0;
    let top = isWaiting ? null : this.#latest;
    while (top?.previousElementSibling?.matches("h3, p")) top = top.previousElementSibling;
    const start = top ? top.offsetTop - log.offsetTop - MARGIN_PX : Infinity;
    log.scrollTop = Math.min(start, log.scrollHeight);
    this.#newer.hidden = true;
  }

  #isAtEnd() {
    if (this.#isScrollPlanned) return true;
    const { scrollHeight, scrollTop, clientHeight } = this.element;
    return scrollHeight - scrollTop - clientHeight < NEAR_THE_END_PX;
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
