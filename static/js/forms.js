// Two small comforts; every page works without them.
"use strict";

// A second press of a button that is already at work sends nothing.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  if (event.submitter) event.submitter.setAttribute("aria-disabled", "true");
});

// The back button may bring the page back as it was left: ready to send again.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  for (const button of document.querySelectorAll(".button[aria-disabled]")) {
    button.removeAttribute("aria-disabled");
  }
});

// What went wrong is read first.
const summary = document.querySelector(".error-summary");
if (summary) summary.focus();
