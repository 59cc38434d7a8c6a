// A whole number, typed or counted up and down with large buttons.

import { h } from "./dom.mjs";
import { t } from "./words.mjs";

// -> { element, value() (null while it is none), set(number), focus() }
export function numberField({ name, label, most, value, onInput }) {
  const input = h("input", {
    id: name, inputmode: "numeric", pattern: "[0-9]*", autocomplete: "off", maxlength: "7",
    value: value === undefined || value === null ? "" : String(value),
  });
  const read = () => {
    const text = input.value.normalize("NFKC").trim();
    const number = /^\d+$/.test(text) ? Number(text) : NaN;
    return number <= most ? number : null;
  };
  const step = (by) => () => {
    const next = Math.max(0, Math.min(most, (read() || 0) + by));
    input.value = String(next);
    onInput();
  };
  input.addEventListener("input", onInput);
  return {
    element: h("div.field", h("label", { for: name }, label),
      h("div.number",
        h("button", { type: "button", onclick: step(-1), "aria-label": t("One less") }, "−"),
        input,
        h("button", { type: "button", onclick: step(1), "aria-label": t("One more") }, "+"))),
    value: read,
    set: (number) => { input.value = String(number); },
    focus: () => input.focus(),
  };
}
