// Keeps the roll of one session readable without a network, for the rest of the day. It first asks the network.

const today = new Date().toLocaleDateString("sv");
const KEPT = `presences-${today}`;

async function fromToday(request) {
  for (const name of await caches.keys()) {
    if (name.startsWith("presences-") && name !== KEPT) await caches.delete(name);
  }
  if (!(await caches.has(KEPT))) return Response.error();
  const kept = await caches.open(KEPT);
  return (await kept.match(request, { ignoreSearch: request.mode === "navigate", ignoreVary: true })) ?? Response.error();
}

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  if (event.request.method !== "GET") return;
  event.respondWith(fetch(event.request).catch(() => fromToday(event.request)));
});
