// A WebSocket that is made anew for as long as somebody wants it.
const PROTOCOL = "leermaat.v1";
const TOO_MANY_FRAMES = 4429;
// The server is heard every 25 seconds; an answer to our own hello or message comes much sooner.
const SILENCE_MS = 60_000;
export const ANSWER_MS = 15_000;

/** The address of the chat socket of a server. */
export function socketAddress(server) {
  const address = new URL("web/socket", server.endsWith("/") ? server : `${server}/`);
  address.protocol = address.protocol.replace("http", "ws");
  return address;
}

export class Line {
  #socket = null;
  #attempt = null;
  #failures = 0;
  #retryTimer = 0;
  #silenceTimer = 0;
  #deadline = 0;

  /** `listener` has prepare() (awaited before each attempt), opened(), received() and closed(). */
  constructor(server, listener) {
    this.address = socketAddress(server);
    this.listener = listener;
  }

  /** Connect now, unless a healthy connection is there or on its way. */
  wake() {
    if (!this.#socket || Date.now() > this.#deadline) this.renew();
  }

  /** Hang up and connect at once. */
  renew() {
    this.#failures = 0;
    this.#connect();
  }

  /** Something is wrong with this connection: leave it and try again a little later. */
  drop(code) {
    if (!this.#attempt) return;
    this.#hangUp();
    this.listener.closed(code);
    this.#retryLater(code === TOO_MANY_FRAMES);
  }

  /** Hang up and stay away. */
  stop() {
    this.#hangUp();
    this.#attempt = null;
  }

  /** The connection proved useful, so a next failure is again the first. */
  succeeded() {
    this.#failures = 0;
  }

  send(frame) {
    this.#socket.send(JSON.stringify(frame));
  }

  // Hear something within this many milliseconds, or the connection counts as broken.
  #expectFrame(within) {
    clearTimeout(this.#silenceTimer);
    this.#deadline = Date.now() + within;
    this.#silenceTimer = setTimeout(() => this.drop(), within);
  }

  async #connect() {
    this.#hangUp();
    const attempt = (this.#attempt = {});
    const isReady = await this.listener.prepare();
    if (attempt !== this.#attempt) return; // stopped or begun again in the meantime
    if (isReady) this.#open();
    else this.#retryLater();
  }

  #open() {
    const socket = (this.#socket = new WebSocket(this.address, PROTOCOL));
    socket.onopen = () => this.listener.opened();
    socket.onclose = ({ code }) => this.drop(code);
    socket.onmessage = ({ data }) => {
      this.#expectFrame(SILENCE_MS);
      this.listener.received(JSON.parse(data));
    };
    this.#expectFrame(ANSWER_MS);
  }

  #hangUp() {
    clearTimeout(this.#retryTimer);
    clearTimeout(this.#silenceTimer);
    if (!this.#socket) return;
    // A dead line may take minutes to report that it closed, so we stop listening ourselves.
    this.#socket.onopen = this.#socket.onmessage = this.#socket.onclose = null;
    this.#socket.close();
    this.#socket = null;
  }

  #retryLater(isTooFast = false) {
    if (!this.#attempt) return; // the listener hung up
    const isFirst = this.#failures++ === 0 && !isTooFast;
    const wait = isFirst ? 200 + Math.random() * 300 : 1000 + Math.random() * 4000;
    this.#retryTimer = setTimeout(() => this.#connect(), wait);
  }
}
