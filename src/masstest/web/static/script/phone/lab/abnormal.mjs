// Something is wrong with a box or with one tube in it.

import { fill, h } from "../dom.mjs";
import { codeField } from "../scan.mjs";
import { closeSheet, openSheet } from "../sheet.mjs";
import { N, t } from "../words.mjs";

const PROBLEMS = {
  leaking: N("leaking"),
  broken: N("damaged"),
  unreadable: N("label unreadable"),
  empty: N("empty"),
  lost: N("missing"),
  other: N("something else"),
};

export function abnormalSheet(app, boxId) {
  let problem = null;
  const save = h("button.main", { type: "button", disabled: true, onclick: commit }, t("Report"));
  const box = codeField({ name: "box", label: t("Box"), value: boxId, onCode: judge });
  const tube = codeField({ name: "tube", label: t("Tube, if it is only one"), onCode: judge });
  const words = h("input", { id: "abnormal-words", maxlength: "300", autocomplete: "off" });
  const kinds = h("div.ways");

  function judge() {
    save.disabled = !problem || !box.value();
    fill(kinds, Object.entries(PROBLEMS).map(([name, said]) => h("button", {
      type: "button", "aria-pressed": problem === name ? "true" : "false", onclick: () => { problem = name; judge(); },
    }, problem === name ? "✓ " : "", t(said))));
  }

  function commit() {
    const what = { box_id: box.value(), problem, text: words.value.trim() };
    const tube_id = tube.value();
    closeSheet();
    app.report(tube_id
      ? Object.assign({ kind: "tube_abnormal", tube_id }, what)
      : Object.assign({ kind: "box_abnormal" }, what));
  }

  openSheet({
    title: t("Abnormal box or tube"),
    body: [
      box.element, tube.element, h("p", t("What is wrong?")), kinds,
      h("div.field", h("label", { for: "abnormal-words" }, t("Words, if needed")), words),
    ],
    actions: [save],
    closing: () => { box.stop(); tube.stop(); },
  });
  judge();
}
