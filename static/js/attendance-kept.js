// What a telephone keeps of rolls: marks that wait to be sent (keys and states, no names), and today’s pages.

const MARKS = "presences:";
const PAGES = "presences-";

// Days are those of the device: a page is kept until midnight where it is read.
export const pagesOfToday = () => `${PAGES}${new Date().toLocaleDateString("sv")}`;

export const place = (user, path) => `${MARKS}${user}:${path}`;

export function readMarks(where) {
  try {
    return JSON.parse(localStorage.getItem(where)) ?? {};
  } catch {
    return {};
  }
}

export function writeMarks(where, marks) {
  if (Object.keys(marks).length) localStorage.setItem(where, JSON.stringify(marks));
  else localStorage.removeItem(where);
}

// How many marks wait on this device, whatever the page.
export function waiting() {
  const places = Object.keys(localStorage).filter((name) => name.startsWith(MARKS));
  return places.reduce((total, where) => total + Object.keys(readMarks(where)).length, 0);
}

// Without `all`, pages of other days alone.
export async function forgetPages({ all }) {
  if (!("caches" in self)) return;
  const gone = (await caches.keys()).filter((name) => name.startsWith(PAGES) && (all || name !== pagesOfToday()));
  await Promise.all(gone.map((name) => caches.delete(name)));
}
