// Reading aloud happens on the device itself. A voice that lives at the browser's vendor would get
// the conversation sent to it, so such a voice does not count.
const engine = window.speechSynthesis;

function dutchVoice() {
  const voices = engine?.getVoices() ?? [];
  return voices.find((voice) => voice.localService && /^nl([-_]|$)/i.test(voice.lang)) ?? null;
}

/** Tell whether a Dutch voice exists, now and whenever that changes, until `signal` aborts. */
export function watchDutchVoice(tell, signal) {
  engine?.addEventListener("voiceschanged", () => tell(dutchVoice() !== null), { signal });
  tell(dutchVoice() !== null);
}

/** Read a text aloud; what was being read stops. `finished` is called once, also when stopped. */
export function readAloud(text, finished) {
  stopReading();
  const words = new SpeechSynthesisUtterance(text);
  words.voice = dutchVoice();
  words.lang = "nl-NL";
  words.onend = words.onerror = finished;
  engine.speak(words);
}

export function stopReading() {
  engine?.cancel();
}
