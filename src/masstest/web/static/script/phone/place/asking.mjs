// Asking for what is missing: help, or supplies.

import { openCalls } from "../calls.mjs";
import { fill, h } from "../dom.mjs";
import { numberField } from "../number_field.mjs";
import { closeSheet, openSheet } from "../sheet.mjs";
import { t } from "../words.mjs";

// One large button, and one to be sure; words if there is time for them.
export function helpSheet(app) {
  const words = h("textarea", { id: "help-words", rows: "3", maxlength: "300" });
  const send = () => {
    closeSheet();
    app.report({ kind: "help_needed", text: words.value.trim() });
  };
  openSheet({
    title: t("I need help"),
    body: [
      h("p", t("The office is told at once who you are and where.")),
      h("div.field", h("label", { for: "help-words" }, t("What happened, if you have time to say it")), words),
    ],
    actions: [h("button.main.danger", { type: "button", onclick: send }, t("Send help here"))],
  });
}

export function suppliesSheet(app) {
  const supplies = app.task.work.supplies || []; // a laboratory has its own
  let item = supplies.length === 1 ? supplies[0] : null;
  const save = h("button.main", { type: "button", disabled: true, onclick: commit }, t("Report the shortage"));
  const other = h("input", { id: "item", maxlength: "60", autocomplete: "off" });
  const quantity = numberField({ name: "quantity", label: t("How many are missing, if you know"), most: 1000000, onInput: () => undefined });
  const list = h("div");
  other.addEventListener("input", () => { item = null; draw(); });

  function draw() {
    save.disabled = !(item || other.value.trim());
    fill(list, supplies.map((each) => h("button.wide", {
      type: "button", "aria-pressed": item === each ? "true" : "false",
      onclick: () => { item = each; other.value = ""; draw(); },
    }, item === each ? "✓ " : "", each.item, " · ", t("planned {quantity} {unit}", each))));
  }

  function commit() {
    closeSheet();
    app.report({ kind: "supplies_short", item: item ? item.item : other.value.trim(), quantity: quantity.value() });
  }

  openSheet({
    title: t("Supplies are short"),
    body: [list, h("div.field", h("label", { for: "item" }, t("Something else")), other), quantity.element],
    actions: [save],
  });
  draw();
}

export function askButtons(app) {
  return [
    h("button.wide.danger.help", { type: "button", onclick: () => helpSheet(app) }, t("I need help")),
    openCalls(app),
    h("button.wide", { type: "button", onclick: () => suppliesSheet(app) }, t("Supplies are short")),
  ];
}
