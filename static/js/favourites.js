// Favourites: partners that somebody keeps, in this browser alone. The page of them is the directory, asked for these.

const KEY = "maillage.partners";
const MOST = 100;
const buttons = document.querySelectorAll("[data-favourite]");
const link = document.querySelector("[data-favourites]");

function kept() {
  try {
    const found = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(found) ? found.filter((slug) => /^[\w-]{1,80}$/.test(slug)).slice(0, MOST) : [];
  } catch {
    return [];
  }
}

// A browser may keep nothing, or be full: then the star does not light up.
function keep(slugs) {
  try {
    localStorage.setItem(KEY, JSON.stringify(slugs.slice(0, MOST)));
  } catch {}
}

function usable() {
  try {
    return Boolean(localStorage);
  } catch {
    return false;
  }
}

function show() {
  const slugs = kept();
  for (const button of buttons) {
    button.hidden = false;
    button.setAttribute("aria-pressed", String(slugs.includes(button.dataset.favourite)));
  }
  if (link) {
    link.hidden = !slugs.length;
    link.querySelector("[data-count]").textContent = slugs.length;
    link.href = `${link.dataset.favourites}?${new URLSearchParams(slugs.map((slug) => ["partenaire", slug]))}`;
  }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-favourite]");
  if (!button) return;
  const slug = button.dataset.favourite;
  const slugs = kept();
  keep(slugs.includes(slug) ? slugs.filter((other) => other !== slug) : [...slugs, slug]);
  show();
});

addEventListener("storage", show);
if (usable()) show();
