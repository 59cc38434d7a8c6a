// A USB scanner types like a keyboard: a code, then Enter. Nothing need have the focus.
//
// Where a field has it, the field gets the keys; otherwise they are collected here, so that an
// Enter doesn't press whatever button had the focus last.

import { codeOf } from "./ids.mjs";

const SLOWEST_MS = 200; // between two keys of a scanner
const SHORTEST = 2;

let taken = null; // who takes codes now
let keys = "";
let lastMs = -Infinity;

// onCode(code): for codes that come while no field has the focus. null: nobody takes any.
export function listen(onCode) {
  taken = onCode;
}

window.addEventListener("keydown", (event) => {
  if (!taken || event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.target.closest && event.target.closest("input, textarea, select")) return;
  // when the key was pressed, not when a busy page came to it
  if (event.timeStamp - lastMs > SLOWEST_MS) keys = "";
  lastMs = event.timeStamp;
  if (event.key === "Enter") {
    const code = codeOf(keys);
    keys = "";
    if (code.length < SHORTEST) return;
    event.preventDefault();
    event.stopPropagation();
    taken(code);
  } else if (event.key.length === 1) keys += event.key;
}, true);

// Enter in the last field of a sheet does what its button does.
export function onEnter(input, deed) {
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    deed();
  });
}
