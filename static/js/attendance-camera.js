// Reads codes with the camera where the browser can; elsewhere the button stays hidden and the reference is typed.

const SAME_CODE = 3000; // milliseconds for which a code that is still in view is not read again

export async function watchCamera(root, found) {
  const button = root.querySelector("[data-scan]");
  if (!button || !("BarcodeDetector" in window) || !navigator.mediaDevices?.getUserMedia) return;
  const formats = await BarcodeDetector.getSupportedFormats();
  if (!formats.includes("qr_code")) return;
  const detector = new BarcodeDetector({ formats: ["qr_code"] });
  const frame = root.querySelector("[data-camera]");
  const video = root.querySelector("[data-video]");
  let stream = null;
  let last = { code: "", at: 0 };

  async function look() {
    if (!stream) return;
    if (video.readyState >= 2) {
      const [seen] = await detector.detect(video).catch(() => []);
      const now = Date.now();
      if (seen && (seen.rawValue !== last.code || now - last.at > SAME_CODE)) found(seen.rawValue);
      if (seen) last = { code: seen.rawValue, at: now };
    }
    setTimeout(look, 150);
  }

  function stop() {
    for (const track of stream?.getTracks() ?? []) track.stop();
    stream = null;
    frame.hidden = true;
    button.focus();
  }

  button.addEventListener("click", async () => {
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    } catch {
      button.hidden = true; // no camera, or none that we may use
      return;
    }
    video.srcObject = stream;
    frame.hidden = false;
    await video.play();
    look();
  });
  root.querySelector("[data-stop-scan]").addEventListener("click", stop);
  addEventListener("pagehide", () => stream && stop());
  button.hidden = false;
}
