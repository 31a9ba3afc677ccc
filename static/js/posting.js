// Posting an activity: where one looks in the photo, the repetition’s end, the page as it is typed. All of it works
// without this file: two sliders, a field that is always there, a button that shows the saved draft.

const form = document.querySelector("[data-posted]");
const RATIO = 16 / 10; // what the top of a page shows of a photo

// The end of a repetition is asked where there is one.
const repeats = form.elements.repeats;
const until = form.querySelector("[data-until]");
if (repeats && until) {
  const show = () => { until.hidden = repeats.value === "once"; };
  repeats.addEventListener("change", show);
  show();
}

// The photo: a frame shows what a page cuts out of it; a touch says where to look.
const crop = form.querySelector("[data-crop]");
const { focus_x: across, focus_y: down } = form.elements;
const frame = document.createElement("span");
frame.className = "crop-frame";
frame.hidden = true;

function draw() {
  const photo = crop.querySelector("img");
  if (!photo?.clientWidth) return;
  const wide = photo.clientWidth, high = photo.clientHeight;
  const width = Math.min(wide, high * RATIO), height = Math.min(high, wide / RATIO);
  Object.assign(frame.style, {
    width: `${width}px`,
    height: `${height}px`,
    left: `${((wide - width) * across.value) / 100}px`,
    top: `${((high - height) * down.value) / 100}px`,
  });
  frame.hidden = false;
}

function framed() {
  crop.hidden = false;
  crop.classList.add("live");
  crop.append(frame);
  const photo = crop.querySelector("img");
  if (photo.complete) draw();
  photo.addEventListener("load", draw);
}

if (crop.querySelector("img")) framed();
crop.addEventListener("click", (event) => {
  const box = crop.querySelector("img").getBoundingClientRect();
  across.value = Math.round((100 * (event.clientX - box.left)) / box.width);
  down.value = Math.round((100 * (event.clientY - box.top)) / box.height);
  draw();
});
for (const slider of [across, down]) slider.addEventListener("input", draw);
addEventListener("resize", draw);

// A photo that was just chosen is shown at once where the browser can read it; the server says what it thinks of it.
form.elements.photo.addEventListener("change", () => {
  const [file] = form.elements.photo.files;
  if (!file) return;
  form.querySelector("[data-about-photo]").open = true;
  const reader = new FileReader();
  reader.addEventListener("load", () => {
    const photo = new Image();
    photo.className = "crop-photo";
    photo.alt = "";
    photo.addEventListener("load", () => {
      crop.replaceChildren(photo);
      framed();
    });
    photo.src = reader.result;
  });
  reader.readAsDataURL(file);
});

// The page in the look of the site, drawn by the server from what stands in the form.
const preview = document.querySelector("[data-preview]");
const target = preview.querySelector("[data-preview-in]");
const root = target.attachShadow({ mode: "open" });
let waiting, asked = 0;

async function refresh() {
  const turn = ++asked;
  const typed = new FormData(form);
  typed.delete("photo");
  const answer = await fetch(preview.dataset.preview, { method: "POST", body: typed, credentials: "same-origin" });
  if (!answer.ok || turn !== asked) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const article = page.querySelector("article");
  if (!article) return;
  article.inert = true;
  const sheet = document.createElement("link");
  sheet.rel = "stylesheet";
  sheet.href = target.dataset.sheet;
  root.replaceChildren(sheet, article);
}

preview.hidden = false;
preview.addEventListener("toggle", () => { if (preview.open) refresh(); });
form.addEventListener("input", () => {
  clearTimeout(waiting);
  if (preview.open) waiting = setTimeout(refresh, 700);
});
