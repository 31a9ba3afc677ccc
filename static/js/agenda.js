// The agenda without reloading: same addresses, same pages, only the results and the counts are replaced.
import { revealPrinting } from "./site.js";

const form = document.getElementById("filtre");
const results = document.getElementById("resultats");
const announce = document.getElementById("annonce");
const narrow = matchMedia("(max-width: 59.99rem)");
// Links that ask the same page another question. Those that take everything back are followed as they are; the map is
// a page of its own, because it alone may show images of another server.
const LINKS = "#dates-rapides a, .agenda-chosen a, .agenda-empty a, .pager a, .views a:not([href*='vue=carte']), .month-nav a, a.month-day, a.month-more";
const AFRESH = ".agenda-clear, .agenda-empty .button";
const DATES = ["quand", "du", "au"];
let waiting = null;
let timer = 0;
let shown = location.pathname + location.search;

// What the form asks now as [name, value] pairs, ticked and typed since the last answer or not.
function asked() {
  const pairs = [];
  for (const [name, value] of new FormData(form)) {
    for (const piece of name === "age" ? value.split(",") : [value]) {
      const text = piece.trim().replace(/\s+/g, " ");
      if (text) pairs.push([name, name === "age" && /^\d+$/.test(text) ? String(Number(text)) : text]);
    }
  }
  return pairs;
}

function address(pairs) {
  const text = new URLSearchParams(pairs).toString();
  return form.getAttribute("action") + (text ? `?${text}` : "");
}

function without(pairs, others) {
  return pairs.filter(([name, value]) => !others.some((other) => other[0] === name && other[1] === value));
}

// What a link changes in the question that is answered here, changed in what the form asks now.
function changed(link) {
  const before = [...new URLSearchParams(document.querySelector("[data-asked]").dataset.asked)];
  const after = [...new URL(link.href).searchParams];
  const removed = without(before, after);
  const added = without(after, before);
  let pairs = without(asked(), [...removed, ...added]);
  const names = [...removed, ...added].map(([name]) => name);
  const words = names.includes("q") ? ["q"] : [];
  const dates = link.closest("#dates-rapides") || DATES.some((name) => names.includes(name)) ? DATES : [];
  const anew = [...words, ...dates];
  pairs = pairs.filter(([name]) => !anew.includes(name));
  return [...pairs, ...added.filter(([name]) => !anew.includes(name)), ...after.filter(([name]) => anew.includes(name))];
}

// The form asks at once what is being fetched, so that the next choice adds to it.
function fill(pairs) {
  const visible = new Set();
  for (const input of form.querySelectorAll("input[name]:not([type=hidden])")) {
    const values = pairs.filter(([name]) => name === input.name).map(([, value]) => value);
    visible.add(input.name);
    if (input.type === "checkbox" || input.type === "radio") input.checked = values.includes(input.value);
    else input.value = values.join(", ");
  }
  for (const hidden of form.querySelectorAll("input[type=hidden]")) hidden.remove();
  for (const [name, value] of pairs) {
    if (!visible.has(name) && name !== "page") form.prepend(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  }
}

function take(page, id) {
  const fresh = page.getElementById(id);
  const here = document.getElementById(id);
  if (fresh && here) here.replaceChildren(...fresh.childNodes);
}

// The form keeps its elements (and the focus in them): only numbers, ticks and hidden values change.
function renewForm(page, keepInputs) {
  const fresh = page.getElementById("filtre");
  if (!fresh) return;
  for (const count of form.querySelectorAll("[data-count]")) {
    const other = page.querySelector(`[data-count="${CSS.escape(count.dataset.count)}"]`);
    if (other) count.textContent = other.textContent;
  }
  for (const input of form.querySelectorAll("input[id]")) {
    const other = page.getElementById(input.id);
    if (!other) continue;
    input.disabled = other.disabled && !input.checked;
    if (keepInputs) continue;
    if (input.type === "checkbox" || input.type === "radio") input.checked = other.checked;
    else input.value = other.value;
  }
  for (const hidden of form.querySelectorAll("input[type=hidden]")) hidden.remove();
  form.prepend(...fresh.querySelectorAll("input[type=hidden]"));
  for (const part of form.querySelectorAll("[data-errors]")) renewErrors(part, page.getElementById(part.id));
}

// What was typed stays in its field; what is said about it, and whether there is such a field, comes from the answer.
function renewErrors(part, fresh) {
  if (!fresh) return;
  const focused = document.activeElement?.id;
  const typed = [...part.querySelectorAll("input")].map((input) => [input.id, input.value]);
  const open = part.querySelector("details")?.open;
  part.replaceChildren(...fresh.childNodes);
  const details = part.querySelector("details");
  if (details && open !== undefined) details.open ||= open;
  for (const [id, value] of typed) {
    const input = document.getElementById(id);
    if (input && part.contains(input)) input.value = value;
  }
  const again = focused && document.getElementById(focused);
  if (again && part.contains(again)) again.focus();
}

// The same page in other languages, and the feeds of what is shown.
function renewFrame(page) {
  for (const link of document.querySelectorAll(".masthead-langs a")) {
    const other = page.querySelector(`.masthead-langs a[hreflang="${CSS.escape(link.hreflang)}"]`);
    if (other) link.setAttribute("href", other.getAttribute("href"));
  }
  for (const link of document.head.querySelectorAll("link[rel=alternate]")) link.remove();
  document.head.append(...page.head.querySelectorAll("link[rel=alternate]"));
  document.title = page.title;
}

async function show(href, { push = true, keepInputs = false, focus = false } = {}) {
  clearTimeout(timer);
  waiting?.abort();
  waiting = new AbortController();
  results.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(href, { signal: waiting.signal, headers: { Accept: "text/html" } });
    if (!answer.ok) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!page.getElementById("resultats")) throw new Error("another page");
    for (const id of ["resultats", "dates-rapides", "filtrer", "afficher"]) take(page, id);
    renewForm(page, keepInputs);
    renewFrame(page);
    centreChip();
    if (push) history.pushState({ agenda: true }, "", href);
    shown = location.pathname + location.search;
    revealPrinting();
    announce.textContent = document.getElementById("total")?.textContent ?? "";
    if (focus) document.getElementById("total")?.focus();
    results.removeAttribute("aria-busy");
    return true;
  } catch (error) {
    if (error.name !== "AbortError") location.assign(href);
    return false;
  }
}

// The chosen quick date is in sight on a phone.
function centreChip() {
  const line = document.querySelector("#dates-rapides .chips");
  const chip = line?.querySelector("[aria-current]");
  if (chip) line.scrollLeft += chip.getBoundingClientRect().left - line.getBoundingClientRect().left - (line.clientWidth - chip.clientWidth) / 2;
}

// Where the focus goes once the answer of a link stands: to what was used, when it is still there to be used again.
function again(link) {
  if (link.closest("#dates-rapides")) return "#dates-rapides [aria-current]";
  if (link.closest(".views")) return ".views [aria-current]";
  if (link.closest(".month-nav")) return `.month-nav [rel="${link.rel}"]`;
  return "";
}

centreChip();

if (form && results) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (narrow.matches) form.closest("details").open = false;
    show(address(asked()), { keepInputs: true, focus: true });
  });

  form.addEventListener("change", (event) => {
    if (event.target.matches("input[type=checkbox], input[type=radio]")) {
      clearTimeout(timer);
      timer = setTimeout(() => show(address(asked()), { keepInputs: true }), 250);
    }
  });

  document.addEventListener("click", (event) => {
    const link = event.target.closest(LINKS);
    if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    const afresh = link.matches(AFRESH);
    const pairs = afresh ? null : changed(link);
    if (pairs) fill(pairs);
    const place = again(link);
    show(pairs ? address(pairs) : link.href, { keepInputs: !afresh, focus: !place }).then((done) => {
      if (!done) return;
      if (place) (document.querySelector(place) ?? document.getElementById("total"))?.focus();
      if (link.closest(".pager")) document.getElementById("total")?.scrollIntoView();
    });
  });

  // A jump inside the page (the skip link) is a popstate as well, and changes nothing here.
  addEventListener("popstate", () => {
    if (location.pathname + location.search !== shown) show(location.href, { push: false });
  });
}
