import { clean, fill } from "./text.js";
import { h, icon, icons } from "./dom.js";
import { stopReading, watchDutchVoice } from "./speech.js";
import { strings } from "./strings.js";

// On a small screen the chat takes the whole page and keeps the focus; elsewhere the page stays usable.
const SMALL_SCREEN = "(max-width: 479.98px), (max-height: 419.98px)";
const ANNOUNCEMENT_STAYS_MS = 5000;

/** The opened chat: header, status, thread, the way to a person, and the composer. */
export class Panel {
  #smallScreen = window.matchMedia(SMALL_SCREEN);
  #title = h("h2", { id: "title", tabindex: "-1" }, strings.title_bot);
  #account = h("p", { class: "account" });
  #bar = h("div", { class: "bar" });
  #status = h("p", { role: "status" });
  #typing = h("span");
  #offer = h("button", { type: "button", hidden: true });
  #announcer = h("div", { class: "unseen", "aria-live": "polite" });
  #isOffline = false;
  #snapshot = null;

  /** `actions` has `close()`, `askHuman()` and `press(choice)`. */
  constructor(thread, composer, telegram, actions) {
    this.composer = composer;
    const close = h("button", { type: "button", class: "close", click: actions.close });
    close.append(h("span", {}, strings.close), icon(icons.close));
    const human = h("button", { type: "button", class: "human", click: actions.askHuman });
    human.append(icon(icons.person), strings.human);
    const names = h("div", { class: "names" }, this.#title, this.#account, telegram.toggle);
    const mark = h("span", { class: "mark" }, icon(icons.steps));
    const header = h("div", { class: "top" }, mark, names, close);
    const foot = h("div", { class: "foot" }, human, composer.element);
    const keydown = (event) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      actions.close();
    };
    const attributes = { "aria-labelledby": "title", lang: "nl", keydown };
    // Not part of the status, which is read aloud at every change.
    this.#bar.append(this.#status, this.#typing, this.#offer);
    this.#offer.addEventListener("click", () => actions.press(this.#snapshot.button));
    this.element = h("dialog", attributes, header, telegram.element, this.#bar, thread.element, foot);
    this.element.append(this.#announcer);
    // The back gesture of a phone closes a dialog by itself; the page must hear of it too.
    this.element.addEventListener("close", () => {
      if (this.element.isConnected && !this.isOpen) actions.close();
    });
  }

  get isOpen() {
    return this.element.open;
  }

  /** Follow the screen and the voices of this device until `signal` aborts. */
  watch(signal) {
    const again = () => this.isOpen && this.#show();
    this.#smallScreen.addEventListener("change", again, { signal });
    window.visualViewport?.addEventListener("resize", () => this.#fit(), { signal });
    watchDutchVoice((has) => this.element.classList.toggle("can-read", has), signal);
  }

  open(takeFocus) {
    const before = document.activeElement;
    this.#show();
    // On a phone the keyboard would hide the greeting, so there the title is the first stop.
    const isSmall = this.#smallScreen.matches;
    if (takeFocus || isSmall) (isSmall ? this.#title : this.composer.field).focus();
    else {
      this.element.getRootNode().activeElement?.blur();
      before?.focus();
    }
  }

  close() {
    stopReading();
    this.element.close();
  }

  /** Say a sentence once to who listens instead of looks. */
  announce(sentence) {
    const line = h("p", {}, sentence);
    this.#announcer.append(line);
    // Gone again soon: whoever walks through the page should not meet every message twice.
    setTimeout(() => line.remove(), ANNOUNCEMENT_STAYS_MS);
  }

  showAccount(name) {
    this.#account.textContent = name ? fill(strings.signed_in_as, { name: clean(name) }) : "";
  }

  /** Show who speaks and what the worker is waiting for; `null` when that is not known. */
  showStatus(snapshot) {
    this.#snapshot = snapshot;
    const isCoach = snapshot?.speaking === "coach" && snapshot.coach;
    this.#title.textContent = isCoach
      ? fill(strings.title_coach, { coach: clean(snapshot.coach) })
      : strings.title_bot;
    this.element.classList.toggle("with-coach", Boolean(isCoach));
    this.#drawStatus();
  }

  showOffline(isOffline) {
    this.#isOffline = isOffline;
    this.#drawStatus();
  }

  #drawStatus() {
    const state = this.#isOffline ? "offline" : this.#snapshot?.speaking ?? "none";
    const text = this.#isOffline ? strings.offline : clean(this.#snapshot?.text);
    const offer = this.#isOffline ? null : this.#snapshot?.button;
    this.#bar.className = `bar ${state}`;
    if (this.#status.textContent !== text) this.#status.textContent = text;
    this.#typing.textContent = !this.#isOffline && this.#snapshot?.typing ? strings.typing : "";
    this.#offer.textContent = clean(offer?.title);
    this.#offer.hidden = !offer;
  }

  #show() {
    const focused = this.element.getRootNode().activeElement;
    this.element.close();
    if (this.#smallScreen.matches) this.element.showModal();
    else this.element.show();
    this.#fit();
    if (this.element.contains(focused)) focused.focus();
  }

  // A keyboard on the screen leaves less room than the page thinks it has.
  #fit() {
    const { height, scale } = window.visualViewport ?? { height: window.innerHeight, scale: 1 };
    this.element.style.setProperty("--visible-height", `${Math.round(height * scale)}px`);
  }
}
