import { Conversation } from "./conversation.js";
import { Launcher } from "./launcher.js";
import { Memory } from "./memory.js";
import { buildView, dress } from "./view.js";

const home = new URL(document.currentScript?.src || location.href).origin;

/** `<leermaat-chat server="https://..." open>`: the chat, in a corner of any page. */
export class LeermaatChat extends HTMLElement {
  static observedAttributes = ["open"];
  #launcher = null;
  #memory = null;
  #view = null;
  #conversation = null;
  #listening = null;

  /** Open the chat; the first time is also the first moment that anything is stored or sent. */
  open() {
    this.setAttribute("open", "");
  }

  close() {
    this.removeAttribute("open");
  }

  toggle() {
    this.toggleAttribute("open");
  }

  /** Say this for the worker; returns the message's id, or null when it is empty or too long. */
  say(text) {
    return this.#talk().say(text);
  }

  /** Use a fresh token of the site: at once when this browser knows the chat, else when it opens. */
  identify(jwt) {
    const isInUse = this.hasAttribute("open") || this.#remember().isReturning;
    this.#talk().identify(jwt, isInUse);
  }

  /** End the session and forget the conversation, here and in this browser. */
  signOut() {
    this.#talk().signOut();
    this.close();
  }

  connectedCallback() {
    if (this.#listening) return;
    this.#listening = new AbortController();
    if (!this.shadowRoot) this.#build();
    this.#view?.panel.watch(this.#listening.signal);
    this.#watch({ signal: this.#listening.signal });
    if (this.hasAttribute("open")) this.#show(false);
    // The page comes first: storage is only looked at when the browser has time.
    (window.requestIdleCallback ?? setTimeout)(() => this.#resume());
  }

  disconnectedCallback() {
    this.#listening?.abort();
    this.#listening = null;
    this.#conversation?.disconnect();
    this.#view?.panel.close();
  }

  attributeChangedCallback(name, before, after) {
    if (!this.#listening || (before === null) === (after === null)) return;
    if (after === null) this.#hide();
    else this.#show(true);
  }

  #build() {
    const root = this.attachShadow({ mode: "open" });
    this.#launcher = new Launcher(() => this.open());
    dress(root);
    root.append(this.#launcher.element);
  }

  #remember() {
    return (this.#memory ??= new Memory());
  }

  // The panel and the conversation are made when they are first needed.
  #talk() {
    if (this.#conversation) return this.#conversation;
    const server = this.getAttribute("server") || home;
    const actions = {
      close: () => this.close(),
      say: (text) => this.say(text),
      press: (choice) => this.#conversation.press(choice),
      retry: (entry) => this.#conversation.retry(entry),
      wish: (name) => this.#conversation.wish(name),
    };
    const host = {
      emit: (name, detail) => this.#emit(name, detail),
      provideIdentity: () => this.identityProvider?.() ?? null,
    };
    this.#view = buildView(server, this.#launcher, actions);
    this.shadowRoot.append(this.#view.panel.element);
    if (this.#listening) this.#view.panel.watch(this.#listening.signal);
    this.#conversation = new Conversation(host, server, this.#remember(), this.#view);
    return this.#conversation;
  }

  // Somebody who used the chat before sees without opening it that an answer came.
  #resume() {
    const memory = this.#remember();
    const isKnown = memory.session || (this.identityProvider && memory.isReturning);
    const isInUse = this.hasAttribute("open") || isKnown;
    if (this.#listening && !document.hidden && isInUse) this.#talk().connect();
  }

  #watch(until) {
    const wake = () => this.#resume();
    const doubt = () => this.#conversation?.doubtConnection();
    const follow = (event) => {
      if (this.#memory?.isOtherSession(event)) this.#conversation?.followOtherTab();
    };
    window.addEventListener("online", wake, until);
    document.addEventListener("visibilitychange", wake, until);
    window.addEventListener("offline", doubt, until);
    window.addEventListener("storage", follow, until);
  }

  #show(takeFocus) {
    this.#talk().connect();
    this.#launcher.element.hidden = true;
    this.#view.panel.open(takeFocus);
    this.#view.thread.showEnd();
    this.#conversation.markRead();
    this.#emit("open");
  }

  #hide() {
    const hadFocus = this.shadowRoot.activeElement !== null;
    this.#view.panel.close();
    this.#launcher.element.hidden = false;
    if (hadFocus) this.#launcher.button.focus();
    this.#emit("close");
  }

  #emit(name, detail = null) {
    this.dispatchEvent(new CustomEvent(`leermaat:${name}`, { detail, bubbles: true }));
  }
}
