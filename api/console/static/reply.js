import { dropDraft } from "./drafts.js";

const TIMEOUT_MS = 10_000;

/** Send replies without leaving the page. The thread shows them when the server has kept them. */
export function sendReplies() {
  document.addEventListener("submit", (event) => {
    if (event.target.id !== "reply") return;
    event.preventDefault();
    send(event.target);
  });
  document.addEventListener("keydown", (event) => {
    const isSend = event.key === "Enter" && (event.ctrlKey || event.metaKey);
    if (isSend && event.target.id === "reply-text") event.target.form.requestSubmit();
  });
}

async function send(form) {
  const text = form.elements.text;
  if (text.readOnly) return;
  text.readOnly = true;
  showProblem(form, "");
  try {
    await accept(form, await post(form));
  } catch {
    showProblem(form, form.dataset.failed);
  } finally {
    text.readOnly = false;
    text.focus();
  }
}

function post(form) {
  return fetch(form.action, {
    method: "POST",
    body: new URLSearchParams(new FormData(form)),
    headers: { Accept: "application/json" },
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
}

async function accept(form, response) {
  const answer = await response.json();
  if (response.status === 401) {
    location.assign(`/console/login?next=${encodeURIComponent(location.pathname)}`);
  } else if (!response.ok) {
    showProblem(form, answer.detail);
  } else {
    form.elements.client_id.value = answer.client_id;
    form.elements.text.value = "";
    dropDraft(form.elements.text);
  }
}

function showProblem(form, sentence) {
  const problem = form.querySelector(".problem");
  problem.textContent = sentence;
  problem.hidden = !sentence;
}
