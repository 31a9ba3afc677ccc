// Copying an address or a snippet, and the device’s own sharing, where they exist.

for (const box of document.querySelectorAll("[data-share]")) {
  const input = box.querySelector("input, textarea");
  const said = box.querySelector("[data-said]");
  const copy = box.querySelector("[data-copy]");
  const send = box.querySelector("[data-send]");

  input.addEventListener("focus", () => input.select());

  if (navigator.clipboard) {
    copy.hidden = false;
    copy.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(input.value);
        said.textContent = said.dataset.copied;
      } catch {
        input.focus();
      }
    });
  }

  if (navigator.share && send) {
    send.hidden = false;
    send.addEventListener("click", () => {
      navigator.share({ title: send.dataset.title, url: input.value }).catch(() => {});
    });
  }
}
