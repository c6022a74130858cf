import { clean, countCharacters } from "./text.js";
import { Listener } from "./listener.js";
import { MAX_CHARACTERS } from "./composer.js";
import { Outbox } from "./outbox.js";
import { Reading } from "./reading.js";
import { Transport } from "./transport.js";

const TYPING_AGAIN_MS = 3000;
const NOBODY = { speaking: "bot", coach: null, position: null, text: "" };

/** Turns what the worker and the page do into messages and connections. */
export class Conversation {
  #toldUntil = 0;

  /** `host` has emit() and provideIdentity(); `view` has thread, panel and launcher. */
  constructor(host, server, memory, view) {
    const outbox = new Outbox(memory);
    this.host = host;
    this.memory = memory;
    this.outbox = outbox;
    this.view = view;
    this.reading = new Reading(memory, view);
    this.listener = new Listener(host, memory, outbox, view, this.reading);
    this.transport = new Transport(server, memory, outbox, this.listener);
    this.listener.showUnsent();
    view.panel.element.addEventListener("input", () => this.#tellTyping());
  }

  connect() {
    this.transport.wake();
  }

  disconnect() {
    this.transport.stop();
  }

  /** The browser says the network went away: find out now, not after a long silence. */
  doubtConnection() {
    this.transport.doubt();
  }

  /** Queue a message; returns its id, or null when it is empty or too long. */
  say(text) {
    this.#toldUntil = 0;
    const words = String(text).trim();
    const isTooLong = countCharacters(words) > MAX_CHARACTERS;
    if (isTooLong) this.host.emit("error", { code: "MessageTooLong" });
    return words && !isTooLong ? this.#send(this.outbox.add(words)) : null;
  }

  /** Press a quick reply; a second press before the first arrived changes nothing. */
  press({ id, title }) {
    if (this.outbox.all.some((entry) => entry.button === id)) return;
    this.#send(this.outbox.add(clean(title), id));
  }

  /** Ask for something in the panel about Telegram. */
  wish(name) {
    this.transport.tell({ type: "telegram", wish: name });
  }

  retry(entry) {
    this.#send(this.outbox.put(entry));
  }

  /** Go on as the person of this token. Messages of somebody else do not come along. */
  identify(jwt, now) {
    if (this.memory.isSignedIn) this.#dropUnsent();
    this.memory.dropSignedIn();
    this.listener.useIdentity(jwt);
    if (now) this.transport.startOver();
  }

  signOut() {
    this.transport.signOut();
    this.#dropUnsent();
    this.memory.forget();
    this.listener.useIdentity(null);
    this.listener.statusChanged(NOBODY);
    this.view.panel.showAccount(null);
    this.view.telegram.show(null);
  }

  /** The worker sees the thread now. */
  markRead() {
    this.reading.markRead(this.transport.conversation, this.transport.last);
  }

  /** Another tab began or ended an anonymous session: follow it. */
  followOtherTab() {
    if (this.memory.session === null) this.#dropUnsent();
    if (this.view.panel.isOpen || this.memory.session) this.transport.startOver();
    else this.disconnect();
  }

  // A coach sees that the worker is writing; the bot has no use for it.
  #tellTyping() {
    if (this.listener.speaking !== "coach" || Date.now() < this.#toldUntil) return;
    this.#toldUntil = Date.now() + TYPING_AGAIN_MS;
    this.transport.tell({ type: "typing" });
  }

  #send(entry) {
    this.listener.showUnsent();
    this.transport.wake();
    this.transport.flush();
    return entry.id;
  }

  #dropUnsent() {
    this.outbox.clear();
    this.view.thread.forgetUnsent();
  }
}
