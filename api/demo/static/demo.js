// What a host site does: fetch a token for its worker, and hand it to the chat.
const chat = document.querySelector("leermaat-chat");
const who = document.getElementById("who");

async function tokenOf(reference) {
  const response = await fetch(`/demo/identity/${encodeURIComponent(reference)}`, { method: "POST" });
  if (!response.ok) throw new Error(`The demo signed nobody in: ${response.status}`);
  return (await response.json()).token;
}

async function signInAs({ reference, name }) {
  const token = await tokenOf(reference);
  await customElements.whenDefined("leermaat-chat");
  // Tokens are short-lived: the chat asks for another when it needs one.
  chat.identityProvider = () => tokenOf(reference);
  chat.identify(token);
  chat.open();
  who.textContent = who.dataset.somebody.replace("{name}", () => name);
}

for (const button of document.querySelectorAll("[data-reference]")) {
  button.addEventListener("click", () =>
    signInAs(button.dataset).catch((error) => {
      console.error(error);
      who.textContent = who.dataset.failed;
    }),
  );
}

document.getElementById("sign-out").addEventListener("click", async () => {
  await customElements.whenDefined("leermaat-chat");
  chat.identityProvider = null;
  chat.signOut();
  who.textContent = who.dataset.nobody;
});
