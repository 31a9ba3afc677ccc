// Signing out: pages with names leave this device. Marks that were not sent stay (they have no names), and that is said.

import { forgetPages, waiting } from "./attendance-kept.js";

const notice = document.querySelector("[data-unsent]");
if (notice) notice.hidden = waiting() === 0;

for (const form of document.querySelectorAll("form[data-forget]")) {
  form.addEventListener("submit", () => forgetPages({ all: true }));
}
forgetPages({ all: false });
