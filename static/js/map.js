// The map of a list: markers on a plain ground with the quartiers’ names. Streets come after a click, from the server
// of the settings; nothing is asked of it before. The list below says the same.

const CELL = 52; // px: markers closer than this are one
const box = document.querySelector("[data-map]");
const ground = box?.querySelector("[data-map-ground]");
const said = box?.querySelector("[data-map-said]");

async function open() {
  const [answer] = await Promise.all([fetch(box.dataset.points), import(box.dataset.leaflet)]);
  if (!answer.ok) throw new Error(String(answer.status));
  const data = await answer.json();
  box.querySelector("[data-map-none]").hidden = true;
  ground.hidden = false;
  said.textContent = data.left;
  const map = draw(window.L, data);
  if (box.dataset.tiles) offerStreets(window.L, map);
}

function draw(L, data) {
  const { zoomIn, zoomOut } = ground.dataset;
  const map = L.map(ground, { zoomControl: false, maxZoom: 18, minZoom: 10, attributionControl: false, scrollWheelZoom: false, zoomAnimation: !matchMedia("(prefers-reduced-motion: reduce)").matches });
  L.control.zoom({ zoomInTitle: zoomIn, zoomOutTitle: zoomOut }).addTo(map);
  const places = data.points.length ? data.points : data.quartiers;
  map.fitBounds(L.latLngBounds(places.map(([latitude, longitude]) => [latitude, longitude])), { padding: [32, 32], maxZoom: 16, animate: false });
  const names = L.layerGroup().addTo(map);
  const layer = L.layerGroup().addTo(map);
  const renew = () => {
    quartiers(L, map, names, data);
    markers(L, map, layer, data);
  };
  map.on("zoomend", renew);
  ground.addEventListener("keydown", (event) => {
    if (event.key === "Escape") map.closePopup();
  });
  renew();
  return map;
}

// The names that do not cover each other, drawn again at each zoom.
function quartiers(L, map, layer, data) {
  const taken = [];
  layer.clearLayers();
  for (const [latitude, longitude, name] of data.quartiers) {
    const { x, y } = map.project([latitude, longitude]);
    const half = name.length * 3.8 + 4;
    if (taken.some((other) => Math.abs(other.x - x) < other.half + half && Math.abs(other.y - y) < 18)) continue;
    taken.push({ x, y, half });
    const icon = L.divIcon({ className: "map-quartier", html: words("span", name), iconSize: null });
    layer.addLayer(L.marker([latitude, longitude], { icon, interactive: false, keyboard: false, zIndexOffset: -1000 }));
  }
}

// One marker for each cell of the screen that holds points, drawn again at each zoom.
function markers(L, map, layer, data) {
  const cells = new Map();
  for (const point of data.points) {
    const { x, y } = map.project([point[0], point[1]]);
    const key = `${Math.floor(x / CELL)} ${Math.floor(y / CELL)}`;
    if (!cells.has(key)) cells.set(key, []);
    cells.get(key).push(point);
  }
  layer.clearLayers();
  for (const points of cells.values()) layer.addLayer(marker(L, map, points, data));
}

function marker(L, map, points, data) {
  const one = points.length === 1;
  const size = one ? 26 : 36;
  const html = one ? "" : words("span", String(points.length));
  const icon = L.divIcon({ className: one ? "map-marker one" : "map-marker", html, iconSize: [size, size] });
  const middle = [0, 1].map((side) => points.reduce((sum, point) => sum + point[side], 0) / points.length);
  const found = L.marker(middle, { icon, riseOnHover: true });
  found.bindPopup(() => popup(points, data), { minWidth: 190, maxWidth: 280 });
  found.off("click").off("keypress");
  const use = () => {
    const bounds = L.latLngBounds(points.map(([latitude, longitude]) => [latitude, longitude]));
    const closer = map.getBoundsZoom(bounds, false, [48, 48]) > map.getZoom() && map.getZoom() < map.getMaxZoom();
    if (!one && closer && points.length > 8) map.fitBounds(bounds, { padding: [48, 48] });
    else found.openPopup();
  };
  found.on("click", use);
  found.on("add", () => {
    const element = found.getElement();
    const names = points.slice(0, 3).map((point) => point[2]).join(", ");
    element.setAttribute("aria-label", one ? points[0][2] : `${points.length} – ${names}${points.length > 3 ? "…" : ""}`);
    element.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      event.stopPropagation();
      use();
    });
  });
  found.on("popupopen", ({ popup: shown }) => {
    const close = shown.getElement().querySelector(".leaflet-popup-close-button");
    close?.setAttribute("aria-label", ground.dataset.close);
    shown.getElement().querySelector(".map-popup a")?.focus();
  });
  found.on("popupclose", () => found.getElement()?.focus());
  return found;
}

function popup(points, data) {
  const list = document.createElement("ul");
  list.className = "map-popup";
  for (const [, , name, slug, kind, when] of points.slice(0, 50)) {
    const item = document.createElement("li");
    const link = words("a", name);
    link.href = data.address.replace("/-/", `/${slug}/`);
    item.append(link, words("p", [data.kinds[kind], when].filter(Boolean).join(" · ")));
    list.append(item);
  }
  return list;
}

function words(name, text) {
  const element = document.createElement(name);
  element.textContent = text;
  return element;
}

function offerStreets(L, map) {
  const acts = box.querySelector("[data-map-acts]");
  const { tiles, layers, attribution, attributionHref } = box.dataset;
  acts.hidden = false;
  acts.querySelector("[data-map-tiles]").addEventListener("click", () => {
    const by = words("a", attribution);
    by.href = attributionHref;
    // The server is told from which site it is asked, as its rules want, and no more.
    const options = { attribution: by.outerHTML, maxZoom: 19, referrerPolicy: "strict-origin" };
    const streets = layers ? L.tileLayer.wms(tiles, { ...options, layers, format: "image/png" }) : L.tileLayer(tiles, options);
    const credit = L.control.attribution({ prefix: false });
    let came = false;
    streets.on("tileload", () => {
      came = true;
      ground.classList.add("with-streets");
      said.textContent = "";
    });
    streets.on("tileerror", () => {
      if (came || !map.hasLayer(streets)) return;
      streets.remove();
      credit.remove();
      acts.hidden = false;
      said.textContent = said.dataset.failed;
    });
    credit.addTo(map);
    streets.addTo(map);
    acts.hidden = true;
    ground.focus();
  });
}

if (box) {
  open().catch(() => {
    ground.hidden = true;
    said.textContent = said.dataset.broken;
  });
}
