// Two settings of this browser, off until a coach turns them on: a soft sound, and a notification
// while the coach looks at something else.
const ONE_AT_A_TIME_MS = 2_000;
const TONES = [660, 880]; // Hz
const TONE_SECONDS = 0.18;
const LOUDNESS = 0.08; // of 1

const allowed = (kind) => localStorage.getItem(`alert:${kind}`) === "on";
const $alerts = () => document.getElementById("alerts");
let audio = null;

/** Let the boxes under "Meldingen" work, and news be heard and seen as they say. */
export function alertCoach() {
  for (const box of document.querySelectorAll("[data-alert]")) {
    box.checked = allowed(box.dataset.alert);
    box.addEventListener("change", () => choose(box));
  }
  // Browsers let a page make sound only after somebody touched it.
  for (const deed of ["pointerdown", "keydown"]) addEventListener(deed, wakeAudio, { once: true });
  for (const news of ["leermaat-news", "leermaat-alarm"]) {
    addEventListener(news, () => onceForAllTabs(tell));
  }
}

async function choose(box) {
  const kind = box.dataset.alert;
  if (box.checked && kind === "notification" && (await askBrowser()) !== "granted") {
    box.checked = false;
    say(box.dataset.refused);
  }
  localStorage.setItem(`alert:${kind}`, box.checked ? "on" : "off");
  if (box.checked && kind === "sound") ring();
}

const askBrowser = () => globalThis.Notification?.requestPermission() ?? Promise.resolve("denied");

function say(sentence) {
  document.getElementById("alerts-problem").textContent = sentence;
}

// Five open pages are one desk: the first to hear the news tells it.
function onceForAllTabs(deed) {
  if (!navigator.locks) return deed();
  navigator.locks.request("leermaat-news", { ifAvailable: true }, async (lock) => {
    if (!lock) return;
    deed();
    await new Promise((resolve) => setTimeout(resolve, ONE_AT_A_TIME_MS));
  });
}

function tell() {
  if (allowed("sound")) ring();
  const isElsewhere = document.hidden || !document.hasFocus();
  if (!allowed("notification") || !isElsewhere || globalThis.Notification?.permission !== "granted") return;
  // No name: a notification can be read by whoever passes the screen.
  const note = new Notification("Coachbalie", { body: $alerts().dataset.news, tag: "leermaat" });
  note.onclick = () => window.focus();
}

function wakeAudio() {
  if (allowed("sound")) audioContext().resume();
}

function audioContext() {
  audio ??= new AudioContext();
  return audio;
}

function ring() {
  const context = audioContext();
  context.resume();
  TONES.forEach((tone, place) => {
    const start = context.currentTime + place * TONE_SECONDS;
    const volume = new GainNode(context, { gain: 0 });
    volume.gain.setValueAtTime(0, start);
    volume.gain.linearRampToValueAtTime(LOUDNESS, start + 0.02);
    volume.gain.linearRampToValueAtTime(0, start + TONE_SECONDS);
    const source = new OscillatorNode(context, { frequency: tone });
    source.connect(volume).connect(context.destination);
    source.start(start);
    source.stop(start + TONE_SECONDS);
  });
}
