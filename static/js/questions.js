// Shows a question only while the answer that it depends on is given. Without this, each says on
// which answer it depends; the server keeps what was asked and nothing else.
"use strict";

const form = document.querySelector("form.form");

function given(name) {
  const fields = [...form.querySelectorAll(`[name="${name}"]`)];
  const hidden = fields.length && fields[0].closest(".field").hidden;
  if (hidden) return [];
  const chosen = fields.filter((field) => field.checked);
  return chosen.map((field) => (field.value === "on" ? "yes" : field.value));
}

function update() {
  for (const field of form.querySelectorAll("[data-depends]")) {
    const wanted = JSON.parse(field.dataset.values);
    const shown = given(field.dataset.depends).some((value) => wanted.includes(value));
    field.closest(".field").hidden = !shown;
  }
}

if (form) {
  form.addEventListener("change", update);
  update();
}
