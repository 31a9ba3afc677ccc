// Leaving a page at once: it disappears before the next one loads, and going back does not show it again.

const link = document.querySelector("[data-quick-exit]");
const TIMES = 3;
const WITHIN = 2000; // ms
let pressed = [];

function leave() {
  document.title = "…";
  document.body.hidden = true;
  location.replace(link.href);
}

link.addEventListener("click", (event) => {
  event.preventDefault();
  leave();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.repeat) return;
  pressed = [...pressed, event.timeStamp].filter((moment) => event.timeStamp - moment < WITHIN);
  if (pressed.length >= TIMES) leave();
});

// Kept pages come back whole when one goes back: they stay empty.
addEventListener("pageshow", (event) => {
  if (event.persisted && document.body.hidden) location.replace(link.href);
});

document.querySelector("[data-quick-hint]").hidden = false;
