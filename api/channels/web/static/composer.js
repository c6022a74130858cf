import { countCharacters, fill } from "./text.js";
import { h, icon, icons } from "./dom.js";
import { strings } from "./strings.js";

/** The longest message that the server takes, in characters. */
export const MAX_CHARACTERS = 2000;
const COUNT_FROM = 1800;

/** The field to type in. `send(text)` gets what was typed; `warn(sentence)` what is wrong with it. */
export class Composer {
  #counter = h("p", { id: "counter", class: "counter", hidden: true });
  #isTooLong = false;

  constructor(send, warn) {
    this.send = send;
    this.warn = warn;
    this.field = h("textarea", {
      id: "field",
      rows: 1,
      placeholder: strings.placeholder,
      enterkeyhint: "send",
      "aria-describedby": "counter",
      input: () => this.#count(),
      keydown: (event) => this.#submitOnEnter(event),
    });
    const submit = h("button", { type: "submit" }, h("span", {}, strings.send), icon(icons.send));
    const label = h("label", { for: "field", class: "unseen" }, strings.label);
    const row = h("div", { class: "row" }, label, this.field, submit);
    const onSubmit = (event) => this.#submit(event);
    this.element = h("form", { submit: onSubmit }, row, this.#counter);
  }

  // Enter also ends a word in an input method; then it is not meant for us.
  #submitOnEnter(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    this.#submit(event);
  }

  #submit(event) {
    event.preventDefault();
    const text = this.field.value.trim();
    if (!text || this.#isTooLong) return;
    this.field.value = "";
    this.#count();
    this.send(text);
  }

  // Nothing is cut off: whoever pastes a long story sees how much too long it is.
  #count() {
    const count = countCharacters(this.field.value.trim());
    const left = MAX_CHARACTERS - count;
    const isTooLong = left < 0;
    const sentence = isTooLong ? strings.too_long : strings.characters_left;
    this.#counter.textContent = fill(sentence, { count: Math.abs(left) });
    this.#counter.hidden = count < COUNT_FROM;
    this.field.setAttribute("aria-invalid", String(isTooLong));
    if (isTooLong && !this.#isTooLong) this.warn(this.#counter.textContent);
    this.#isTooLong = isTooLong;
  }
}
