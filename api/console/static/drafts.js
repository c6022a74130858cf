const PREFIX = "draft:";

const owner = document.querySelector("[data-draft-owner]")?.dataset.draftOwner;
const keyOf = (field) => `${PREFIX}${owner}:${field.dataset.draft}`;

/** Keep what is being typed, in this tab only, until it is sent. */
export function keepDrafts() {
  forget((key) => !key.startsWith(`${PREFIX}${owner}:`));
  restoreDraft();
  document.addEventListener("input", ({ target }) => {
    if (target.dataset.draft) sessionStorage.setItem(keyOf(target), target.value);
  });
}

/** Put a draft back into an empty field. */
export function restoreDraft() {
  const field = document.querySelector("[data-draft]");
  if (field && !field.value) field.value = sessionStorage.getItem(keyOf(field)) ?? "";
}

export function dropDraft(field) {
  sessionStorage.removeItem(keyOf(field));
}

/** Leave nothing behind for the next person in this tab. */
export function forgetDrafts() {
  forget(() => true);
}

function forget(isOver) {
  const keys = Object.keys(sessionStorage).filter((key) => key.startsWith(PREFIX));
  for (const key of keys.filter(isOver)) sessionStorage.removeItem(key);
}
