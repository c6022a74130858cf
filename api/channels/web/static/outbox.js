// Messages that the server has not confirmed yet, in the order they were made.
let lastMoment = 0;

// Also works on plain http pages, where crypto.randomUUID does not exist.
function newId() {
  const random = () => crypto.getRandomValues(new Uint8Array(1))[0];
  return "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (digit) =>
    (digit ^ (random() & (15 >> (digit / 4)))).toString(16),
  );
}

// Two messages in one millisecond must still have an order after a reload.
function nextMoment() {
  lastMoment = Math.max(Date.now(), lastMoment + 0.001);
  return lastMoment;
}

export class Outbox {
  #entries = new Map();

  constructor(memory) {
    this.memory = memory;
    for (const entry of memory.unsent()) this.#entries.set(entry.id, entry);
  }

  get all() {
    return [...this.#entries.values()];
  }

  /** The one to send now, or null. */
  get first() {
    return this.all[0] ?? null;
  }

  find(id) {
    return this.#entries.get(id) ?? null;
  }

  /** Make a message that waits here until it is confirmed; `button` is null for typed text. */
  add(text, button = null) {
    return this.put({ id: newId(), at: nextMoment(), text, button });
  }

  put(entry) {
    this.#entries.set(entry.id, entry);
    this.memory.keepUnsent(entry);
    return entry;
  }

  /** Stop sending it by itself, but remember it for a next visit. */
  hold(id) {
    this.#entries.delete(id);
  }

  /** It arrived, or it never will. */
  remove(id) {
    this.#entries.delete(id);
    this.memory.dropUnsent(id);
  }

  clear() {
    for (const id of this.#entries.keys()) this.remove(id);
  }
}
