// Reading a code: with the camera, from a photo, or typed. Whichever works: the camera needs
// https, a photo needs light, typing needs neither.

import { fill, h } from "./dom.mjs";
import { good, wrong } from "./feedback.mjs";
import { codeOf } from "./ids.mjs";
import { t } from "./words.mjs";

const EVERY_MS = 250;
const SAME_MS = 2500; // one label in front of the camera is one label
const FORMATS = ["QRCode", "DataMatrix", "Code128", "Code39", "EAN13", "ITF"];
const places = document.getElementById("scanner").dataset;

let reader = null;

// A function of an image (canvas, video frame) to what it says, or "".
async function codeReader() {
  if (reader) return reader;
  if (typeof window.BarcodeDetector === "function") {
    const known = await window.BarcodeDetector.getSupportedFormats().catch(() => []);
    if (known.includes("qr_code")) {
      const detector = new window.BarcodeDetector();
      reader = async (canvas) => {
        const found = await detector.detect(canvas);
        return found.length ? found[0].rawValue : "";
      };
      return reader;
    }
  }
  const library = await import(places.library);
  library.prepareZXingModule({ overrides: { locateFile: () => places.wasm } });
  reader = async (canvas) => {
    const pixels = canvas.getContext("2d", { willReadFrequently: true }).getImageData(0, 0, canvas.width, canvas.height);
    const found = await library.readBarcodes(pixels, { formats: FORMATS, tryHarder: true, maxNumberOfSymbols: 1 });
    return found.length ? found[0].text : "";
  };
  return reader;
}

function drawn(canvas, image, width, height) {
  const scale = Math.min(1, 1280 / Math.max(width, height));
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  canvas.getContext("2d", { willReadFrequently: true }).drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas;
}

// A field for a code with everything that fills it. onCode(code) is called once it is there.
// again: one code after another; the field empties itself, the camera stays on, and onCode says
// whether it was good.
// -> { element, stop, value }
export function codeField({ name, label, value, onCode, again }) {
  const canvas = document.createElement("canvas");
  const problem = h("p.problem", { role: "alert", hidden: true });
  const input = h("input", {
    id: name, value: value || "", autocomplete: "off", autocapitalize: "characters",
    spellcheck: "false", enterkeyhint: "done",
  });
  const video = h("video", { playsinline: true, muted: true, "aria-hidden": "true" });
  const window_ = h("div.viewfinder", { hidden: true }, video);
  const photo = h("input.sr-only", { type: "file", accept: "image/*", capture: "environment", id: `${name}-photo` });
  const button = h("button", { type: "button", onclick: () => (stream ? stop() : start()) }, t("Scan"));
  const canSee = Boolean(navigator.mediaDevices && navigator.mediaDevices.getUserMedia);
  let stream = null;
  let timer = 0;
  let turn = 0; // of the camera: the person may be asked whether it may be used, and go on meanwhile
  let seen = { text: "", ms: 0 };

  function say(words) {
    problem.textContent = words;
    problem.hidden = !words;
  }

  function take(text) {
    const code = codeOf(text);
    if (!code) {
      wrong();
      say(/^masstest:/.test(text) ? t("This is the code of a point or a run, not of a box.") : t("This can't be a code: {text}", { text }));
      return;
    }
    say("");
    input.value = again ? "" : code;
    if (!again) {
      good();
      stop();
    }
    onCode(code);
  }

  // The same label as just before, still in front of the camera.
  function isOld(text) {
    const now = Date.now();
    const isSame = seen.text === text && now - seen.ms < SAME_MS;
    seen = { text, ms: now };
    return isSame;
  }

  function stop() {
    turn += 1;
    clearTimeout(timer);
    if (stream) stream.getTracks().forEach((track) => track.stop());
    stream = null;
    window_.hidden = true;
    button.textContent = t("Scan");
  }

  async function look() {
    if (!stream) return;
    try {
      const read = await codeReader();
      if (stream && video.videoWidth) {
        const text = await read(drawn(canvas, video, video.videoWidth, video.videoHeight));
        if (text && stream && !isOld(text)) take(text);
        if (!stream) return;
      }
    } catch (error) {
      stop();
      say(t("This browser can't read codes from pictures. Type the code."));
      return;
    }
    timer = setTimeout(look, EVERY_MS);
  }

  async function start() {
    say("");
    turn += 1;
    const own = turn;
    let camera;
    try {
      camera = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" }, audio: false });
    } catch (error) {
      say(t("The camera can't be used. Take a photo, or type the code."));
      return;
    }
    if (own !== turn) {
      camera.getTracks().forEach((track) => track.stop()); // asked for twice, or not wanted any more
      return;
    }
    stream = camera;
    seen = { text: "", ms: 0 };
    window_.hidden = false;
    button.textContent = t("Stop the camera");
    video.srcObject = stream;
    await video.play();
    look();
  }

  photo.addEventListener("change", async () => {
    const file = photo.files[0];
    photo.value = "";
    if (!file) return;
    say("");
    try {
      const image = await createImageBitmap(file);
      const read = await codeReader();
      const text = await read(drawn(canvas, image, image.width, image.height));
      if (text) take(text);
      else say(t("No code was found in the photo. Go nearer, or type the code."));
    } catch (error) {
      say(t("This browser can't read codes from pictures. Type the code."));
    }
  });
  input.addEventListener("change", () => { if (input.value.trim()) take(input.value); });

  const ways = fill(h("div.ways"),
    canSee ? button : null,
    h("label.button", { for: `${name}-photo` }, t("Photo")), photo);
  return {
    element: h("div.field", h("label", { for: name }, label), input, ways, window_, problem),
    stop,
    focus: () => input.focus(),
    set: (code) => { input.value = code; },
    value: () => codeOf(input.value),
  };
}
