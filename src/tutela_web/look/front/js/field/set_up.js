/* Sets this telephone up for who is signed in: the PIN is chosen here and never leaves it. */
import { enrol, guessable, longEnough } from "./outbox.js";
import { newSigner } from "./seal.js";

export function setUp(form) {
  const say = (name) => { for (const p of form.querySelectorAll("[data-said]")) p.hidden = p.dataset.said !== name; };
  const button = form.querySelector("button"), { pin, words, shown } = form.elements;
  if (!globalThis.isSecureContext || !globalThis.crypto?.subtle || !globalThis.indexedDB) { say("browser"); button.disabled = true; return; }
  words.addEventListener("change", () => { pin.inputMode = words.checked ? "text" : "numeric"; pin.focus(); });
  shown.addEventListener("change", () => { pin.type = shown.checked ? "text" : "password"; });
  form.addEventListener("submit", async (e) => {
    e.preventDefault();
    if (!longEnough(pin.value)) return say("short");
    if (guessable(pin.value)) return say("guessable");
    button.disabled = true;
    say("working");
    try {
      const signer = await newSigner();
      const body = new URLSearchParams({ signing_key: signer.open, csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value });
      const answer = await fetch(form.action, { method: "POST", body, redirect: "error" });
      const told = await answer.json();
      if (!answer.ok) {
        say("refused");
        form.querySelector("[data-refusal]").textContent = [told.error?.what, told.error?.next].filter(Boolean).join(". ");
        button.disabled = false;
        return;
      }
      await navigator.storage?.persist?.();
      await enrol(told, pin.value, signer.closed);
      form.reset();
      location.href = told.app;
    } catch {
      say("failed");
      button.disabled = false;
    }
  });
}
