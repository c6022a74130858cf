// Everything a person or server wrote is shown as text. Characters that are invisible, or that turn
// the reading direction around, go first: they can dress one address up as another.
const UNSEEN =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;
const HTTPS_ADDRESS = /(https:\/\/[^\s<>"]+)/i;
const CLOSING_MARKS = /[.,;:!?)\]}'’”»]+$/;

/** The text without control characters; line breaks stay. */
export function clean(text) {
  return String(text ?? "").replace(/\r\n?/g, "\n").replace(UNSEEN, "");
}

/** Fill `{name}` places in a sentence from widget.yml. */
export function fill(sentence, values) {
  return sentence.replace(/\{(\w+)\}/g, (place, name) => values[name] ?? place);
}

/** The parsed address when it is safe to follow, else null: no script, no hidden host before an @. */
export function safeAddress(address, protocols = ["https:"], base = undefined) {
  let url;
  try {
    url = new URL(address, base);
  } catch {
    return null; // not an address, so it stays text
  }
  return protocols.includes(url.protocol) && !url.username && !url.password ? url : null;
}

/** Split a text into strings and safe addresses, in reading order. */
export function splitAddresses(text) {
  return text.split(HTTPS_ADDRESS).flatMap((part, index) => {
    if (index % 2 === 0) return part ? [part] : [];
    const marks = part.match(CLOSING_MARKS)?.[0] ?? "";
    const url = safeAddress(part.slice(0, part.length - marks.length));
    if (!url) return [part];
    return marks ? [url, marks] : [url];
  });
}

/** How an address is shown: the whole host (an accented one as xn--), then the path. */
export function showAddress(url) {
  const rest = url.pathname + url.search + url.hash;
  return url.host + (rest === "/" ? "" : rest);
}

/** Characters as the server counts them: a smiley is one. */
export const countCharacters = (text) => [...text].length;

// Made at the first use: a page where nobody opens the chat should not pay for it.
function inAmsterdam(options) {
  let format = null;
  return (moment) => {
    format ??= new Intl.DateTimeFormat("nl-NL", { timeZone: "Europe/Amsterdam", ...options });
    return format.format(new Date(moment));
  };
}

const DAY = { day: "numeric", month: "long", year: "numeric" };
const showFullDate = inAmsterdam(DAY);

/** "14:03", on the clock of Amsterdam. */
export const showTime = inAmsterdam({ hour: "2-digit", minute: "2-digit" });

/** "maandag 23 november 2026", on the calendar of Amsterdam. */
export const showDay = inAmsterdam({ weekday: "long", ...DAY });

/** "12 maart 2026" for an ISO date; anything else is shown as it came. */
export function showDate(text) {
  const isIsoDate = /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));
  return isIsoDate ? showFullDate(text) : clean(text);
}
