import { clean } from "./text.js";
import { strings } from "./strings.js";

// A short hiccup needs no notice; the first new attempt is made well within this time.
const HICCUP_MS = 1500;
const TOO_MANY = "TooManyMessages";

/** Shows and keeps what the transport hears. */
export class Listener {
  #identity = null;
  #isIdentityRefused = false;
  #isOffline = false;
  #offlineTimer = 0;

  /** Who speaks now, as the server says: "bot", "waiting" or "coach". */
  speaking = "bot";

  constructor(host, memory, outbox, view, reading) {
    this.host = host;
    this.memory = memory;
    this.outbox = outbox;
    this.view = view;
    this.reading = reading;
  }

  /** With a closed chat nobody waits for a new conversation. */
  get isWanted() {
    return this.view.panel.isOpen;
  }

  /** The token to say hello with from now on, until it is used; `null` for nobody. */
  useIdentity(jwt) {
    this.#identity = jwt;
    this.#isIdentityRefused = false;
  }

  /** The token for this hello: a fresh one from the page's provider, else the one it gave. */
  async identity() {
    if (this.memory.isSignedIn || this.#isIdentityRefused) return null;
    return (await this.host.provideIdentity()) ?? this.#identity;
  }

  failed(code, error) {
    this.host.emit("error", { code, text: String(error) });
  }

  welcomed(frame, last, sentIdentity) {
    this.#setOffline(false);
    this.reading.begin(frame, last);
    this.#identity = null;
    this.view.panel.showAccount(frame.signed_in_as);
    if (!frame.signed_in_as) this.view.telegram.show(null);
    if (!sentIdentity) return;
    if (this.memory.isSignedIn) this.host.emit("signed-in", { name: frame.signed_in_as });
    else this.#refuseIdentity();
  }

  // Not the words: the page around us, and its trackers, have no business with them.
  received(message, conversation) {
    const { seq, speaker } = message;
    this.view.thread.add(message);
    this.reading.hear(message);
    if (this.view.panel.isOpen) this.reading.markRead(conversation, seq);
    this.host.emit("message", { seq, speaker, unread: this.reading.unreadCount });
  }

  acknowledged(id) {
    this.view.thread.markStored(id);
  }

  refused({ id, code, text }) {
    const entry = this.outbox.find(id);
    if (code === TOO_MANY) this.outbox.hold(id);
    else this.outbox.remove(id);
    if (entry) this.view.thread.addUnsent(entry, "refused", text);
    else this.view.thread.addNotice(text);
    this.view.panel.announce(clean(text));
    this.host.emit("error", { code, text });
  }

  statusChanged(snapshot) {
    this.view.panel.showStatus(snapshot);
    const { speaking, coach = null, position = null } = snapshot;
    if (speaking !== this.speaking) this.host.emit("handoff", { speaking, coach, position });
    this.speaking = speaking;
  }

  telegramChanged(snapshot) {
    this.view.telegram.show(snapshot);
  }

  forgotten() {
    this.view.thread.forget();
    this.reading.forget();
  }

  sessionOver(session, sentIdentity) {
    if (this.memory.isSignedIn) this.outbox.clear(); // somebody else may come next
    this.memory.dropSession(session);
    if (sentIdentity) this.#refuseIdentity();
    this.view.thread.forgetUnsent();
    this.showUnsent();
    this.view.thread.addNotice(sentIdentity ? strings.not_signed_in : strings.session_over);
    this.host.emit("error", { code: "SessionOver" });
  }

  /** The server could not read a message of ours; sending it for ever would help nobody. */
  frameRefused() {
    for (const entry of this.outbox.all) {
      this.outbox.hold(entry.id);
      this.view.thread.addUnsent(entry, "refused");
    }
  }

  disconnected() {
    this.#offlineTimer ||= setTimeout(() => this.#setOffline(true), HICCUP_MS);
  }

  /** Draw what waits to be sent, as the connection allows. */
  showUnsent() {
    const state = this.#isOffline ? "waiting" : "sending";
    for (const entry of this.outbox.all) this.view.thread.addUnsent(entry, state);
  }

  /** Forget about a notice that was due. */
  rest() {
    clearTimeout(this.#offlineTimer);
    this.#offlineTimer = 0;
  }

  #setOffline(isOffline) {
    this.rest();
    if (isOffline === this.#isOffline) return;
    this.#isOffline = isOffline;
    this.view.panel.showOffline(isOffline);
    this.showUnsent();
    this.host.emit("offline", { offline: isOffline });
  }

  #refuseIdentity() {
    this.#identity = null;
    this.#isIdentityRefused = true;
    this.host.emit("error", { code: "IdentityRefused" });
  }
}
