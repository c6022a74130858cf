import { Conversation } from "./conversation.js";
import { Memory } from "./memory.js";
import { Outbox } from "./outbox.js";
import { View, dress } from "./view.js";
import { stopReading } from "./speech.js";

const home = new URL(document.currentScript?.src || location.href).origin;

/** `<leermaat-chat server="https://..." open>`: the chat, in a corner of any page. */
export class LeermaatChat extends HTMLElement {
  static observedAttributes = ["open"];
  #view = null;
  #conversation = null;
  #memory = null;
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

  /** Sign in with a fresh token of the site. Connects now only if this browser used the chat before. */
  identify(jwt) {
    const conversation = this.#talk();
    conversation.identify(jwt);
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
    this.#watch(this.#listening.signal);
    if (this.hasAttribute("open")) this.#show(false);
    // The page comes first: storage is only looked at when the browser has time.
    const later = window.requestIdleCallback ?? setTimeout;
    later(() => this.isConnected && this.#resume());
  }

  disconnectedCallback() {
    this.#listening?.abort();
    this.#listening = null;
    this.#conversation?.disconnect();
    stopReading();
  }

  attributeChangedCallback(name, before, after) {
    if (!this.#listening || (before === null) === (after === null)) return;
    if (after === null) this.#hide();
    else this.#show(true);
  }
}
