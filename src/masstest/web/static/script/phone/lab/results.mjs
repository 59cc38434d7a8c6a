// Results of a box: all negative in one tap; what isn't, tube by tube, a positive one twice.

import { fill, h } from "../dom.mjs";
import { good, wrong } from "../feedback.mjs";
import { codeField } from "../scan.mjs";
import { closeSheet, confirmSheet, openSheet } from "../sheet.mjs";
import { t } from "../words.mjs";
import { labBoxes } from "./state.mjs";

const result = (app, box, outcome, tubes, tube_id) => ({
  kind: "result", lab_id: app.task.place.id, box_id: box.box_id, outcome, tubes, tube_id: tube_id || null,
});

export function resultSheet(app, boxId) {
  const box = labBoxes(app).get(boxId);
  const done = Object.entries(box.results);
  const rest = box.missing;
  openSheet({
    title: t("Results of box {box_id}", box),
    body: [
      h("p.counter", h("strong.count", String(rest)), h("span", t("tubes without a result, of {tubes}", box))),
      done.length ? h("p", t("Reported: negative {negative}, positive {positive}, invalid {invalid}", {
        negative: box.results.negative || 0, positive: box.results.positive || 0, invalid: box.results.invalid || 0,
      })) : null,
      box.positives.length ? h("p.key", t("Positive tubes: {tubes}", { tubes: box.positives.join(", ") })) : null,
      rest ? h("button.danger", { type: "button", onclick: () => tubeSheet(app, boxId, "positive") }, t("A tube is positive")) : null,
      rest ? h("button", { type: "button", onclick: () => tubeSheet(app, boxId, "invalid") }, t("A tube is invalid")) : null,
    ],
    actions: rest
      ? [h("button.main", { type: "button", onclick: () => negative(app, box, rest) },
        rest === box.tubes ? t("All {count} negative", { count: rest }) : t("The other {count} are negative", { count: rest }))]
      : [],
  });
}

function negative(app, box, tubes) {
  closeSheet();
  good();
  app.report(result(app, box, "negative", (box.results.negative || 0) + tubes)); // so far
}

// A tube is named; of a positive one the label is read a second time before anybody is told.
function tubeSheet(app, boxId, outcome) {
  const box = labBoxes(app).get(boxId);
  const isPositive = outcome === "positive";
  const problem = h("p.problem", { role: "alert" });
  const save = h("button.main", { type: "button", disabled: true, onclick: go }, isPositive ? t("On to the confirmation") : t("Report: invalid"));
  if (isPositive) save.classList.add("danger");
  const first = codeField({ name: "tube", label: t("Scan the tube, or type its code"), onCode: judge });
  const second = isPositive ? codeField({ name: "again", label: t("Scan the same tube again"), onCode: judge }) : null;

  function judge() {
    const isSame = !second || first.value() === second.value();
    const isKnown = box.positives.includes(first.value());
    if (isKnown) problem.textContent = t("Tube {tube_id} is reported as positive already.", { tube_id: first.value() });
    else if (second && second.value() && !isSame) {
      problem.textContent = t("These are two different codes: {first} and {second}", { first: first.value(), second: second.value() });
      wrong();
    } else problem.textContent = "";
    save.disabled = !first.value() || !isSame || isKnown;
  }

  function tell() {
    app.report(result(app, box, outcome, 1, first.value()));
    resultSheet(app, boxId);
  }

  function go() {
    const tube_id = first.value();
    if (!isPositive) {
      closeSheet();
      tell();
      return;
    }
    confirmSheet({
      title: t("Tube {tube_id} is positive?", { tube_id }),
      words: t("The street and the supervising office are told at once: tube {tube_id}, box {box_id} of {source}. Everybody in it is tested again.", {
        tube_id, box_id: boxId, source: box.source || "–",
      }),
      yes: t("Yes, report the positive tube"), danger: true, deed: tell,
    });
  }

  openSheet({
    title: isPositive ? t("A tube is positive") : t("A tube is invalid"),
    body: [h("p", t("Box {box_id}", box)), first.element, second ? second.element : null, problem],
    actions: [save, h("button", { type: "button", onclick: () => resultSheet(app, boxId) }, t("Back"))],
    closing: () => { first.stop(); if (second) second.stop(); },
  });
  first.focus();
}
