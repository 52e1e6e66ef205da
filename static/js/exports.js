// How far a list is that is being made, and the button that prints a sheet. Both work without.
"use strict";

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

const EVERY_MS = 400;
const PATIENCE_MS = 10 * 60 * 1000;

// The page makes up the name of the export, so that it can ask for it while the answer is awaited.
function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64; // a UUID of version 4
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

function watch(form) {
  const said = form.querySelector("[data-said]");
  const shown = form.querySelector("[data-progress]");
  const bar = shown.querySelector("progress");
  const words = shown.querySelector("p");
  const button = form.querySelector("button");

  async function ask(address, until) {
    const answer = await fetch(address, { headers: { Accept: "application/json" } });
    const far = answer.ok && !answer.redirected ? await answer.json() : { over: true };
    if (far.total) {
      bar.max = far.total;
      bar.value = far.done;
      words.textContent = far.words;
    }
    if (!far.over && Date.now() < until) {
      setTimeout(() => ask(address, until).catch(free), EVERY_MS);
      return;
    }
    said.textContent = far.total ? said.dataset.over : "";
    free();
  }

  function free() {
    delete form.dataset.sent;
    button.removeAttribute("aria-disabled");
  }

  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    button.setAttribute("aria-disabled", "true");
    const key = newKey();
    form.elements.key.value = key;
    bar.removeAttribute("value"); // it moves until the first number is known
    words.textContent = "";
    shown.hidden = false;
    said.textContent = said.dataset.begun;
    const address = form.dataset.export.replace(/[0-9a-f-]{36}/, key);
    setTimeout(() => ask(address, Date.now() + PATIENCE_MS).catch(free), EVERY_MS);
  });
}

for (const form of document.querySelectorAll("form[data-export]")) watch(form);
