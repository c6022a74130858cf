const PREFIX = "draft:";

const owner = document.querySelector("[data-draft-owner]")?.dataset.draftOwner;
const keyOf = (field) => `${PREFIX}${owner}:${field.dataset.draft}`;

/** Keep what is being typed, and for whom, in this tab only, until it is sent. */
export function keepDrafts() {
  forget((key) => !key.startsWith(`${PREFIX}${owner}:`));
  // An answer that the page came with is newer than what was being typed.
  const chosen = document.querySelector("textarea[data-draft]");
  if (chosen?.value) appendToDraft(chosen);
  // "Note" may have been chosen before this script came: it must not turn into an answer.
  for (const field of document.querySelectorAll("input[data-draft]"))
    if (field.checked && !field.defaultChecked) keep(field);
  restoreDraft();
  for (const deed of ["input", "change"]) document.addEventListener(deed, ({ target }) => keep(target));
}

/** Put drafts back: words into an empty field, and whether it was a note. */
export function restoreDraft() {
  for (const field of document.querySelectorAll("[data-draft]")) {
    const kept = sessionStorage.getItem(keyOf(field));
    if (kept === null) continue;
    if (field.type === "radio") field.checked = field.value === kept;
    else if (!field.value) field.value = kept;
  }
}

/** Keep a field that a script changed. */
export function keep(field) {
  if (field.dataset.draft) sessionStorage.setItem(keyOf(field), field.value);
}

export function dropDraft(field) {
  sessionStorage.removeItem(keyOf(field));
}

/** Leave nothing behind for the next person in this tab. */
export function forgetDrafts() {
  forget(() => true);
}

function appendToDraft(field) {
  const kept = sessionStorage.getItem(keyOf(field));
  if (kept && !kept.includes(field.value)) field.value = `${kept}\n\n${field.value}`;
  keep(field);
  // Coming back to this page must not bring the answer in once more.
  history.replaceState(null, "", location.pathname);
}

function forget(isOver) {
  const keys = Object.keys(sessionStorage).filter((key) => key.startsWith(PREFIX));
  for (const key of keys.filter(isOver)) sessionStorage.removeItem(key);
}
