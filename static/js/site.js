// Small comforts on every page: the menu closes, printing has a button. Nothing depends on them.

const menu = document.querySelector("[data-menu]");
const wide = matchMedia("(min-width: 56rem)");

// Browsers that cannot show a closed <details> open by style get it opened here.
function openWhenWide() {
  if (CSS.supports("selector(::details-content)")) return;
  if (menu) menu.open = wide.matches;
  const filters = document.querySelector("details.filters");
  if (filters && wide.matches) filters.open = true;
}

openWhenWide();
wide.addEventListener("change", openWhenWide);

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !menu?.open || wide.matches) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

document.addEventListener("click", (event) => {
  if (menu?.open && !wide.matches && !menu.contains(event.target)) menu.open = false;
  if (event.target.closest("[data-print]")) printPage();
});

// The code of the address is fetched when it is needed: on paper.
async function printPage() {
  const codes = [...document.querySelectorAll("img.on-paper-qr")];
  for (const code of codes) code.loading = "eager";
  await Promise.allSettled(codes.map((code) => code.decode()));
  window.print();
}

// Of a row of chips that is wider than the screen, the one where one is comes into sight.
for (const chip of document.querySelectorAll(".chips [aria-current]")) {
  const row = chip.closest(".chips");
  const [here, all] = [chip.getBoundingClientRect(), row.getBoundingClientRect()];
  row.scrollLeft += here.left + here.width / 2 - all.left - all.width / 2;
}

export function revealPrinting() {
  for (const button of document.querySelectorAll("[data-print]")) button.hidden = false;
}

revealPrinting();

// The language that somebody chose by hand is the one that `/` opens next time.
document.querySelector(".masthead-langs")?.addEventListener("click", (event) => {
  const code = event.target.closest("a")?.hreflang;
  if (code) document.cookie = `django_language=${code}; path=/; max-age=31536000; samesite=lax`;
});
