// A sheet over the page for one thing to do; the page behind it may change meanwhile.

import { fill, h } from "./dom.mjs";
import { ignoreSecondTap } from "./second_tap.mjs";
import { t } from "./words.mjs";

const frame = document.getElementById("sheet");
let onClose = null;

// Open a sheet: title, what is in it, and the buttons at its foot (the main one first).
// closing() is called however it ends.
export function openSheet({ title, body, actions, closing }) {
  closeSheet();
  ignoreSecondTap();
  onClose = closing || null;
  const back = h("button.quiet", { type: "button", onclick: closeSheet, "aria-label": t("Close") }, "✕");
  fill(frame, h("div.sheet-head", h("h2", title), back), h("div.sheet-body", body), h("div.sheet-foot", actions || []));
  frame.setAttribute("aria-label", title);
  frame.hidden = false;
  document.body.classList.add("covered");
  const first = frame.querySelector("input, textarea, select");
  if (first && first.dataset.autofocus) first.focus();
}

export function closeSheet() {
  if (frame.hidden) return;
  frame.hidden = true;
  document.body.classList.remove("covered");
  fill(frame);
  const then = onClose;
  onClose = null;
  if (then) then();
}

export function isSheetOpen() {
  return !frame.hidden;
}

// A question with one answer that does something.
export function confirmSheet({ title, words, yes, danger, deed }) {
  openSheet({
    title,
    body: h("p", words),
    actions: [
      h(danger ? "button.main.danger" : "button.main", { type: "button", onclick: () => { closeSheet(); deed(); } }, yes),
      h("button", { type: "button", onclick: closeSheet }, t("Back")),
    ],
  });
}

window.addEventListener("keydown", (event) => { if (event.key === "Escape") closeSheet(); });
