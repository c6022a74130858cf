// The protocol over the line. The server's numbers decide what is shown: each message once, in
// order, none skipped.
import { ANSWER_MS, Line } from "./line.js";

const BAD_FRAME = 4400;
const SESSION_OVER = 4401;

export class Transport {
  #isWelcome = false;
  #inFlight = null;
  #answerTimer = 0;
  #session = null;
  #identity = null;

  /** The conversation we follow, and the number of its last message shown. */
  conversation = null;
  last = 0;

  /** `listener` has one method for each thing that can happen; see listener.js. */
  constructor(server, memory, outbox, listener) {
    this.memory = memory;
    this.outbox = outbox;
    this.listener = listener;
    this.line = new Line(server, this);
  }

  wake() {
    this.line.wake();
  }

  /** The browser says the network went away: find out now, not after a long silence. */
  doubt() {
    this.line.drop();
  }

  /** Hang up on purpose: nobody needs a notice of that. */
  stop() {
    this.#pause();
    this.line.stop();
    this.listener.rest();
  }

  /** Connect again as if nothing had been seen: for another person or another conversation. */
  startOver() {
    this.#pause();
    this.#forget();
    this.line.renew();
  }

  /** Send a frame of which nobody minds that it is lost when offline. */
  tell(frame) {
    if (this.#isWelcome) this.line.send(frame);
  }

  /** End the session at the server, if it can be reached. */
  signOut() {
    this.tell({ type: "sign_out" });
    this.#forget();
    this.stop();
  }

  /** Hand over what waits, one at a time: so order survives a refusal or a broken line. */
  flush() {
    const entry = this.outbox.first;
    if (!this.#isWelcome || this.#inFlight || !entry) return;
    this.#inFlight = entry.id;
    const { id, text, button } = entry;
    this.line.send(button ? { type: "press", id, button } : { type: "say", id, text });
    this.#answerTimer = setTimeout(() => this.line.drop(), ANSWER_MS);
  }

  // What the line tells.

  async prepare() {
    this.#pause();
    try {
      this.#identity = (await this.listener.identity()) ?? null;
    } catch (error) {
      this.listener.failed("IdentityUnavailable", error);
      this.listener.disconnected();
      return false;
    }
    return true;
  }

  opened() {
    this.#session = this.memory.session;
    const [session, identity, after] = [this.#session, this.#identity, this.last];
    this.line.send({ type: "hello", session, identity, after });
  }

  received(frame) {
    // Types we do not know are left alone: the server may be newer than this page.
    this.#handlers[frame.type]?.(frame);
  }

  closed(code) {
    this.#pause();
    this.listener.disconnected();
    if (code === BAD_FRAME) this.listener.frameRefused();
    if (code === SESSION_OVER) this.#sessionOver();
  }

  #handlers = {
    welcome: (frame) => this.#welcomed(frame),
    message: (message) => this.#message(message),
    ack: ({ id }) => this.#settle(id),
    refused: (frame) => this.#refused(frame),
    telegram: (snapshot) => this.listener.telegramChanged(snapshot),
    status: (snapshot) => this.listener.statusChanged(snapshot),
    resync: () => this.#forget(),
  };

  #welcomed(frame) {
    const isOther = this.conversation !== null && frame.conversation !== this.conversation;
    this.memory.keepSession(frame.session, (frame.signed_in_as ?? null) !== null);
    if (this.last > 0 && (isOther || frame.latest < this.last)) return this.startOver();
    this.conversation = frame.conversation;
    this.#session = frame.session ?? this.#session;
    this.#isWelcome = true;
    this.listener.welcomed(frame, this.last, this.#identity !== null);
    this.#identity = null; // used up
    this.flush();
  }

  #message(message) {
    if (message.client_id) this.#settle(message.client_id);
    if (message.seq <= this.last) return;
    if (message.seq > this.last + 1) return this.line.drop(); // the next hello asks for the gap
    this.last = message.seq;
    this.line.succeeded();
    this.listener.received(message, this.conversation);
  }

  #sessionOver() {
    this.#forget();
    this.listener.sessionOver(this.#session, this.#identity !== null);
    if (!this.listener.isWanted) this.stop();
  }

  // By client id only: an ack may carry a number that was already shown.
  #settle(id) {
    this.outbox.remove(id);
    this.line.succeeded();
    this.listener.acknowledged(id);
    this.#continueAfter(id);
  }

  #refused(frame) {
    this.listener.refused(frame);
    this.#continueAfter(frame.id);
  }

  #continueAfter(id) {
    if (this.#inFlight !== id) return;
    this.#inFlight = null;
    clearTimeout(this.#answerTimer);
    this.flush();
  }

  #pause() {
    this.#isWelcome = false;
    this.#inFlight = null;
    clearTimeout(this.#answerTimer);
  }

  #forget() {
    this.last = 0;
    this.conversation = null;
    this.listener.forgotten();
  }
}
