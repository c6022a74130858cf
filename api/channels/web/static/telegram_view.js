import { clean, safeAddress } from "./text.js";
import { h, icon } from "./dom.js";
import { link } from "./message_view.js";
import { strings } from "./strings.js";

/** The panel that links Telegram: the server decides what it shows, and what can be wished. */
export class TelegramView {
  #text = "";
  toggle = h("button", {
    type: "button",
    hidden: true,
    "aria-controls": "telegram",
    click: () => this.#open(this.element.hidden),
  }, strings.telegram);
  element = h("section", { id: "telegram", hidden: true, "aria-label": strings.telegram });

  /** `wish(name)` asks the server; `announce(sentence)` tells who listens. */
  constructor(wish, announce) {
    this.wish = wish;
    this.announce = announce;
    this.#open(false);
  }

  /** Show a whole new state; `null` when there is nothing to link. */
  show(snapshot) {
    this.toggle.hidden = !snapshot;
    if (!snapshot) return this.#open(false);
    const hadFocus = this.element.contains(this.element.getRootNode().activeElement);
    this.element.replaceChildren(...this.#parts(snapshot));
    if (snapshot.asks) this.#open(true);
    if (hadFocus) this.element.querySelector("a, button").focus();
    if (!this.element.hidden && snapshot.text !== this.#text) this.announce(clean(snapshot.text));
    this.#text = snapshot.text;
  }

  #parts({ text, link: address, link_text: label, qr, choices }) {
    const url = safeAddress(address);
    const wish = (choice) =>
      h("button", { type: "button", click: () => this.wish(choice.wish) }, clean(choice.title));
    return [
      h("p", {}, clean(text)),
      ...(url ? [h("p", {}, link(url, label)), icon(qr.path, qr.size)] : []),
      h("div", { class: "choices" }, ...choices.map(wish)),
    ];
  }

  #open(isOpen) {
    this.element.hidden = !isOpen;
    this.toggle.setAttribute("aria-expanded", String(isOpen));
  }
}
