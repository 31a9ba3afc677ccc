// The roll of a session: marks at once, kept on the device until the portal has them; search and camera in place.

import { forgetPages, pagesOfToday, place, readMarks, writeMarks } from "./attendance-kept.js";
import { watchCamera } from "./attendance-camera.js";

const root = document.querySelector("[data-roll]");
const form = root.querySelector("[data-roll-form]");
const list = root.querySelector(".roll");
const where = place(root.dataset.user, root.dataset.marks);
const BATCH = 200;
const ASK_EVERY = 20_000;

const lines = new Map([...root.querySelectorAll(".roll-line")].map((line) => [line.dataset.key, line]));
let pending = readMarks(where);
let sending = false;
let total = null; // what the portal counted last, when the page shows a part of the roll

// --- What a line shows
function show(line, { state, persons, minutes, said }) {
  line.dataset.state = state;
  line.dataset.persons = persons;
  line.querySelector("[data-state-label]").textContent = list.dataset[state];
  line.querySelector("[data-marked]").textContent = said;
  for (const button of line.querySelectorAll(".roll-act")) {
    const act = button.value.slice(button.value.indexOf(":") + 1);
    if (act === "undone") button.hidden = state === "undone";
    else button.setAttribute("aria-pressed", String(act === state));
  }
  fill(line.querySelector("[data-number]"), persons);
  fill(line.querySelector("[data-minutes]"), minutes ?? "");
}

// Whoever is typing is not interrupted.
function fill(field, value) {
  if (field && document.activeElement !== field) field.value = value;
}

function count() {
  const counts = { present: 0, absent: 0, excused: 0, undone: 0 };
  for (const { dataset } of lines.values()) {
    const expected = Number(dataset.expected);
    const there = dataset.state === "present" ? Math.min(Number(dataset.persons), expected) : 0;
    counts.present += there;
    counts[dataset.state === "present" ? "absent" : dataset.state] += expected - there;
  }
  for (const [key, number] of Object.entries(total ?? counts)) {
    const shown = root.querySelector(`[data-count="${key}"] strong`);
    if (shown) shown.textContent = number;
  }
}

function tell(selector, words) {
  const notice = root.querySelector(`[data-${selector}]`);
  notice.hidden = !words;
  notice.querySelector(`[data-${selector}-text]`).textContent = words;
}

function tellWaiting() {
  const { one, many } = root.querySelector("[data-waiting]").dataset;
  const number = Object.keys(pending).length;
  tell("waiting", number === 0 ? "" : number === 1 ? one : many.replace("{count}", number));
}

// --- Marks
function mark(line, state) {
  const expected = Number(line.dataset.expected);
  const typed = Number(line.querySelector("[data-number]")?.value) || expected;
  const persons = state === "present" ? Math.max(1, Math.min(typed, expected)) : expected;
  const minutes = (state === "present" && Number(line.querySelector("[data-minutes]").value)) || null;
  const key = line.dataset.key;
  const id = crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`;
  pending[key] = { id, key, state, persons, minutes, marked_at: new Date().toISOString() };
  writeMarks(where, pending);
  total = null;
  show(line, { state, persons, minutes, said: list.dataset.pending });
  narrow();
  count();
  tellWaiting();
  send();
}

function drop(results) {
  const kept = readMarks(where); // another tab may have added some meanwhile
  for (const { id } of results) {
    for (const [key, waiting] of Object.entries(kept)) if (waiting.id === id) delete kept[key];
  }
  pending = kept;
  writeMarks(where, pending);
}

function take({ rows, counts }) {
  for (const [key, line] of lines) {
    if (pending[key] || !rows[key]) continue;
    show(line, rows[key]);
  }
  total = Object.keys(pending).length ? null : counts;
  count();
}

// Signing in again, in another tab, gives a new token: the one of the page is then worth nothing.
function csrfToken() {
  const [, cookie] = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/) ?? [];
  return cookie ?? form?.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
}

async function ask(options) {
  const answer = await fetch(root.dataset.marks, { ...options, redirect: "manual", cache: "no-store" });
  if (answer.type === "opaqueredirect") {
    tell("trouble", root.querySelector("[data-trouble]").dataset.signedOut);
    return null;
  }
  if (answer.status === 403) {
    tell("trouble", root.querySelector("[data-trouble]").dataset.refused);
    return null;
  }
  const said = await answer.json();
  if (said.error) tell("trouble", said.error);
  return answer.ok ? said : null;
}

async function send() {
  if (sending || !navigator.onLine) return;
  sending = true;
  try {
    let marks = Object.values(pending).slice(0, BATCH);
    do {
      const body = JSON.stringify({ sent_at: new Date().toISOString(), marks });
      const headers = { "Content-Type": "application/json", "X-CSRFToken": csrfToken() };
      const said = await ask(marks.length ? { method: "POST", headers, body } : {});
      if (!said) return;
      drop(said.results ?? []);
      take(said);
      tell("trouble", (said.results ?? []).map((result) => result.error).find(Boolean) ?? "");
      marks = Object.values(pending).slice(0, BATCH);
    } while (marks.length);
  } catch {
    // The network is away, or the portal is: the marks wait here.
  } finally {
    sending = false;
    tellWaiting();
  }
}

form?.addEventListener("submit", (event) => {
  if (event.submitter?.name !== "mark") return;
  event.preventDefault();
  const [key, state] = event.submitter.value.split(":");
  const line = lines.get(key);
  mark(line, state);
  if (state === "undone") line.querySelector(".roll-act").focus();
});

// --- Search and filters, in place
const search = root.querySelector("[data-search]");
let filter = root.querySelector("[data-filter][aria-current]")?.dataset.filter ?? "";
const whole = !search || (!search.elements.q.value && !filter);

const bare = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().split(/[^\p{L}\p{N}]+/u).filter(Boolean);

// A badge means one line; the code of the whole registration means all of its lines.
const bears = (line, code) => [line.dataset.code, line.dataset.registrationCode].includes(code);

function narrow() {
  if (!whole || !search) return;
  const words = bare(search.elements.q.value);
  let shown = 0;
  for (const line of lines.values()) {
    const named = words.every((word) => line.dataset.words.includes(word)) || bears(line, words.join("").toUpperCase());
    line.hidden = !named || (filter !== "" && line.dataset.state !== filter);
    shown += !line.hidden;
  }
  root.querySelector("[data-no-match]").hidden = shown > 0;
}

if (whole && search) {
  search.addEventListener("input", narrow);
  search.addEventListener("submit", (event) => {
    event.preventDefault();
    narrow();
  });
  for (const link of root.querySelectorAll("[data-filter]")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      filter = link.dataset.filter;
      for (const other of root.querySelectorAll("[data-filter]")) other.removeAttribute("aria-current");
      link.setAttribute("aria-current", "true");
      narrow();
    });
  }
}

// --- The camera: a badge marks its person present, a group waits for its number, several lines wait for a choice
watchCamera(root, (code) => {
  const said = root.querySelector("[data-said]");
  const all = [...lines.values()].filter((each) => each.dataset.registrationCode === code);
  const own = [...lines.values()].filter((each) => each.dataset.code === code);
  const meant = all.length ? all : own;
  if (!meant.length) {
    tell("trouble", said.dataset.unknown);
    return;
  }
  tell("trouble", "");
  for (const line of lines.values()) line.classList.toggle("found", meant.includes(line));
  for (const line of meant) line.hidden = false;
  const [line] = meant;
  line.scrollIntoView({ block: "center" });
  if (meant.length > 1) {
    said.textContent = said.dataset.many.replace("{count}", meant.length);
    said.classList.remove("visually-hidden");
    line.focus();
    return;
  }
  said.classList.add("visually-hidden");
  const number = line.querySelector("[data-number]");
  if (number) {
    number.focus();
    return;
  }
  if (line.dataset.state !== "present") mark(line, "present");
  said.textContent = said.dataset.present.replace("{name}", line.querySelector(".roll-name").textContent);
});

// --- Without a network: what this page needs is kept until midnight
async function keepPage() {
  if (!("serviceWorker" in navigator) || !("caches" in window)) return;
  await forgetPages({ all: false });
  await navigator.serviceWorker.register(root.dataset.worker);
  if (!navigator.onLine) return;
  const kept = await caches.open(pagesOfToday());
  const page = await fetch(location.pathname, { redirect: "manual" });
  if (page.ok) await kept.put(location.pathname, page);
  const parts = performance.getEntriesByType("resource").map((entry) => new URL(entry.name).origin === location.origin && entry.name);
  await Promise.all(parts.filter((part) => part && !part.includes(root.dataset.marks) && !part.includes(root.dataset.worker)).map((part) => kept.add(part).catch(() => {})));
}

for (const [key, waiting] of Object.entries(pending)) {
  const line = lines.get(key);
  if (line) show(line, { ...waiting, said: list.dataset.pending });
}
if (Object.keys(pending).length) count();
tellWaiting();
addEventListener("online", send);

// Whoever is not registered is registered by the portal itself: without a network its page would be the browser's error.
function openDoor() {
  root.querySelector("[data-door]").hidden = !navigator.onLine;
  root.querySelector("[data-door-shut]").hidden = navigator.onLine;
}
for (const change of ["online", "offline"]) addEventListener(change, openDoor);
openDoor();
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && send());
setInterval(() => document.visibilityState === "visible" && send(), ASK_EVERY);
send();
addEventListener("load", () => keepPage().catch(() => {}));
