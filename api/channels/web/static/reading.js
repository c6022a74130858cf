import { spokenText } from "./message_view.js";

// Of a conversation that is new to this browser, only the last few messages are read out.
const READ_OUT_AT_MOST = 3;

/** Knows what the worker has seen: counts what is unread and reads out what is new, once. */
export class Reading {
  #readUpTo = 0;
  #announceFrom = 0;
  #unread = [];

  constructor(memory, view) {
    this.memory = memory;
    this.view = view;
  }

  get unreadCount() {
    return this.#unread.length;
  }

  /** A connection begins; `last` is the number already shown, 0 when nothing is. */
  begin({ conversation, latest }, last) {
    this.#announceFrom = last;
    if (last > 0) return;
    const known = this.memory.readUpTo(conversation);
    if (known === null && this.view.panel.isOpen) this.memory.markRead(conversation, latest);
    this.#readUpTo = known ?? latest;
    this.#announceFrom = known ?? latest - READ_OUT_AT_MOST;
  }

  /** A message came: read it out when the chat is open, else count it. */
  hear(message) {
    if (message.speaker === "worker") return;
    const { panel, launcher } = this.view;
    if (panel.isOpen) {
      if (message.seq > this.#announceFrom) panel.announce(spokenText(message));
    } else if (message.seq > this.#readUpTo) {
      this.#unread.push(spokenText(message));
      launcher.showUnread(this.unreadCount);
    }
  }

  /** The worker sees the thread up to this number. */
  markRead(conversation, last) {
    for (const sentence of this.#unread) this.view.panel.announce(sentence);
    this.forget();
    if (last <= this.#readUpTo || !conversation) return;
    this.#readUpTo = last;
    this.memory.markRead(conversation, last);
  }

  forget() {
    this.#unread = [];
    this.view.launcher.showUnread(0);
  }
}
