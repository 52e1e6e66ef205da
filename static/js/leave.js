// Leaving at once. Without JavaScript the link alone does it; here the page goes blank first, no
// entry for it stays behind the Back button, and pressing Shift three times is as good as the link.
"use strict";
{
  const PRESSES = 3;
  const WITHIN_MS = 5000;
  const PATIENCE_MS = 3000; // then without this site, should it not answer

  const root = document.documentElement;
  const link = document.querySelector(".leave-bar .leave");
  const dots = link.querySelector(".dots");
  const status = document.querySelector(".leave-bar [role=status]");
  for (let dot = 0; dot < PRESSES; dot++) dots.append(document.createElement("i"));
  let presses = 0;
  let timer;

  const leave = () => {
    root.hidden = true;
    document.title = "\u00a0";
    location.replace(link.href);
    setTimeout(() => location.replace(link.dataset.otherwise), PATIENCE_MS);
  };

  const count = (number) => {
    presses = number;
    dots.hidden = number === 0;
    [...dots.children].forEach((dot, index) => dot.classList.toggle("on", index < number));
  };

  const forget = (words) => {
    clearTimeout(timer);
    if (presses) status.textContent = words;
    count(0);
  };

  for (const way of document.querySelectorAll(`a[href="${link.getAttribute("href")}"]`)) {
    way.addEventListener("click", (event) => {
      event.preventDefault();
      leave();
    });
  }

  document.addEventListener("keydown", (event) => {
    if (event.repeat) return;
    if (event.key !== "Shift") {
      forget("");
      return;
    }
    if (presses + 1 === PRESSES) {
      leave();
      return;
    }
    if (presses === 0) timer = setTimeout(() => forget(status.dataset.over), WITHIN_MS);
    count(presses + 1);
    status.textContent = presses === 1 ? status.dataset.two : status.dataset.one;
  });

  // What the browser keeps of this page for its Back button is blank until the server was asked.
  addEventListener("pagehide", (event) => {
    if (event.persisted) root.hidden = true;
  });
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
}
