import { fill } from "./text.js";
import { h, icon, icons } from "./dom.js";
import { strings } from "./strings.js";

/** The button that opens the chat, with the number of unread messages. */
export class Launcher {
  #badge = h("span", { class: "badge", hidden: true });
  #news = h("span", { class: "unseen", role: "status" });

  constructor(open) {
    const label = h("span", {}, strings.launcher);
    const attributes = { type: "button", class: "launcher", "aria-haspopup": "dialog", click: open };
    this.button = h("button", attributes, icon(icons.steps), label, this.#badge);
    this.element = h("div", { class: "corner", lang: "nl" }, this.button, this.#news);
  }

  showUnread(count) {
    const news = count === 1 ? strings.unread_one : fill(strings.unread_many, { count });
    this.#badge.hidden = count === 0;
    this.#badge.replaceChildren(String(count));
    this.#badge.setAttribute("aria-hidden", "true");
    this.#news.textContent = count ? news : "";
    this.button.setAttribute("aria-label", count ? `${strings.launcher}, ${news}` : strings.launcher);
  }
}
