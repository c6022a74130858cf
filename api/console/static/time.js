const EVERY_MS = 15_000;
const MINUTE_MS = 60_000;

const inWords = (number, unit) =>
  new Intl.NumberFormat("nl", { style: "unit", unit, unitDisplay: "short" }).format(number);

/** Let "wacht 4 min" go on counting, without touching anything else on the page. */
export function keepTime() {
  setInterval(() => document.querySelectorAll("time[data-since]").forEach(count), EVERY_MS);
}

function count(element) {
  const minutes = Math.max(0, Math.floor((Date.now() - new Date(element.dateTime)) / MINUTE_MS));
  const hours = Math.floor(minutes / 60);
  const days = Math.floor(hours / 24);
  let text = minutes ? inWords(minutes, "minute") : `<${inWords(1, "minute")}`;
  if (days) text = inWords(days, "day");
  else if (hours) text = `${inWords(hours, "hour")} ${inWords(minutes % 60, "minute")}`;
  if (element.textContent !== text) element.textContent = text;
}
