// What this browser remembers. Nothing is written before the chat is first opened. A signed-in
// session never touches the disk: the next person at this computer must not find it.
const SESSION = "leermaat:session";
const READ = "leermaat:read";
const OUTBOX = "leermaat:outbox:";

function browserStorage() {
  try {
    return window.localStorage;
  } catch {
    return null; // blocked by the browser: the conversation then lives as long as the page
  }
}

export class Memory {
  #storage = browserStorage();
  #session = null;
  #isSignedIn = false;

  get isSignedIn() {
    return this.#isSignedIn;
  }

  /** The secret to resume with, or null. Another tab may have renewed an anonymous one. */
  get session() {
    return this.#isSignedIn ? this.#session : this.#read(SESSION) ?? this.#session;
  }

  /** Did this browser use the chat before? Only then may we connect without being asked. */
  get isReturning() {
    return Boolean(this.session ?? this.#read(READ));
  }

  /** Keep a secret: in this page when signed in, else also for the next visit. */
  keepSession(secret, isSignedIn) {
    this.#session = secret ?? this.session;
    if (isSignedIn && !this.#isSignedIn) this.#wipeStorage();
    this.#isSignedIn = isSignedIn;
    if (!isSignedIn && secret) this.#write(SESSION, secret);
  }

  /** The session is over: stop offering it, unless another tab already has a newer one. */
  dropSession(secret) {
    if (this.#read(SESSION) === secret) this.#erase(SESSION);
    this.#session = null;
    this.#isSignedIn = false;
  }

  /** Leave a signed-in session; an anonymous one in the browser stays. */
  dropSignedIn() {
    if (this.#isSignedIn) this.dropSession(this.#session);
  }

  /** Forget everything, here and in the browser. */
  forget() {
    this.#wipeStorage();
    this.#session = null;
    this.#isSignedIn = false;
  }

  /** The last number the worker has seen of this conversation, or null. */
  readUpTo(conversation) {
    const [known, seq] = (this.#read(READ) ?? "").split(" ");
    return known === conversation ? Number(seq) : null;
  }

  markRead(conversation, seq) {
    this.#write(READ, `${conversation} ${seq}`);
  }

  /** Keep an unsent message under a key of its own, so that tabs do not overwrite each other. */
  keepUnsent(entry) {
    if (!this.#isSignedIn) this.#write(OUTBOX + entry.id, JSON.stringify(entry));
  }

  dropUnsent(id) {
    this.#erase(OUTBOX + id);
  }

  /** Unsent messages of an earlier visit, oldest first. */
  unsent() {
    return this.#keys(OUTBOX)
      .map((key) => JSON.parse(this.#read(key)))
      .sort((one, other) => one.at - other.at);
  }

  /** Does this storage event mean that another tab changed or ended the anonymous session? */
  isOtherSession(event) {
    return event.key === SESSION && !this.#isSignedIn && this.#read(SESSION) !== this.#session;
  }

  #wipeStorage() {
    for (const key of this.#keys("leermaat:")) this.#erase(key);
  }

  #keys(prefix) {
    return Object.keys(this.#storage ?? {}).filter((key) => key.startsWith(prefix));
  }

  #read(key) {
    return this.#storage?.getItem(key) ?? null;
  }

  #erase(key) {
    this.#storage?.removeItem(key);
  }

  #write(key, value) {
    try {
      this.#storage?.setItem(key, value);
    } catch {
      this.#storage = null; // full or forbidden: from here on only this page remembers
    }
  }
}
