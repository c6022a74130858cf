const SILENCE_MS = 15_000; // the server says something every four seconds
const LONGEST_WAIT_MS = 15_000;
const HERE_AGAIN_MS = 30_000;
const SHOW_BACK_MS = 4_000;
const TYPING_AGAIN_MS = 3_000;
const SIGN_IN_NEEDED = 4401;

/** The one socket of this page: says what is shown, passes on what changed, comes back by itself. */
export class Line {
  #shown;
  #update;
  #socket = null;
  #attempts = 0;
  #silence = 0;
  #wait = 0;
  #isLost = false;
  #saidHereAt = 0;
  #saidTypingAt = 0;
  #status = document.getElementById("line");

  /** `shown()` describes the page as it is; `update(updates)` changes it. */
  constructor(shown, update) {
    this.#shown = shown;
    this.#update = update;
    for (const deed of ["keydown", "pointerdown"]) addEventListener(deed, () => this.#sayHere());
    addEventListener("input", (event) => event.target.id === "reply-text" && this.#sayTyping());
    addEventListener("submit", () => (this.#saidTypingAt = 0));
    addEventListener("online", () => this.connect());
    addEventListener("offline", () => this.#socket?.close());
    addEventListener("pagehide", () => this.#leave());
  }

  connect() {
    clearTimeout(this.#wait);
    if (this.#socket) return;
    const address = new URL("/console/socket", location.href);
    address.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    const socket = (this.#socket = new WebSocket(address));
    socket.onopen = () => socket.send(JSON.stringify({ type: "show", ...this.#shown() }));
    socket.onmessage = (event) => this.#hear(JSON.parse(event.data));
    socket.onclose = (event) => this.#lose(socket, event.code);
    this.#expectSoon(socket);
  }

  #hear(updates) {
    this.#expectSoon(this.#socket);
    this.#attempts = 0;
    if (updates.length) this.#update(updates);
    if (!this.#isLost) return;
    this.#isLost = false;
    this.#status.textContent = this.#status.dataset.back;
    setTimeout(() => this.#isLost || (this.#status.textContent = ""), SHOW_BACK_MS);
  }

  // A connection can be gone without a word.
  #expectSoon(socket) {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => this.#lose(socket), SILENCE_MS);
  }

  #lose(socket, code = 0) {
    if (socket !== this.#socket) return;
    this.#socket = null;
    clearTimeout(this.#silence);
    socket.close();
    if (code === SIGN_IN_NEEDED) return this.#signIn();
    this.#isLost = true;
    this.#status.textContent = this.#status.dataset.lost;
    const wait = Math.min(500 * 2 ** this.#attempts++, LONGEST_WAIT_MS);
    this.#wait = setTimeout(() => this.connect(), wait * (0.75 + Math.random() / 2));
  }

  // Whoever walks up to this screen now is not to read along.
  #signIn() {
    location.assign(`/console/login?next=${encodeURIComponent(location.pathname)}`);
  }

  #leave() {
    const socket = this.#socket;
    this.#socket = null;
    clearTimeout(this.#silence);
    socket?.close();
  }

  // The worker sees that a person is busy with an answer.
  #sayTyping() {
    if (this.#socket?.readyState !== WebSocket.OPEN) return;
    if (Date.now() - this.#saidTypingAt < TYPING_AGAIN_MS) return;
    this.#saidTypingAt = Date.now();
    this.#socket.send(JSON.stringify({ type: "typing" }));
  }

  #sayHere() {
    if (this.#socket?.readyState !== WebSocket.OPEN) return;
    const isUrgent = document.querySelector("#session .notice");
    if (!isUrgent && Date.now() - this.#saidHereAt < HERE_AGAIN_MS) return;
    this.#saidHereAt = Date.now();
    this.#socket.send(JSON.stringify({ type: "here" }));
  }
}
