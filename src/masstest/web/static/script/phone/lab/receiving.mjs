// A box comes in: its label, its seal, its tubes; compared with what was said before.

import { fill, h } from "../dom.mjs";
import { good, wrong } from "../feedback.mjs";
import { numberField } from "../number_field.mjs";
import { codeField } from "../scan.mjs";
import { closeSheet, openSheet } from "../sheet.mjs";
import { onEnter } from "../wedge.mjs";
import { t } from "../words.mjs";
import { labBoxes } from "./state.mjs";

export function receiveSheet(app, boxId) {
  const verdict = h("div", { role: "status", "aria-live": "assertive" });
  const save = h("button.main", { type: "button", disabled: true, onclick: () => commit(false) }, t("Receive the box"));
  const box = codeField({ name: "box", label: t("Box"), value: boxId, onCode: () => { judge(); seal.focus(); } });
  const seal = codeField({ name: "seal", label: t("Seal"), onCode: () => { judge(); tubes.focus(); } });
  const tubes = numberField({ name: "tubes", label: t("Tubes counted"), most: 10000, onInput: judge });
  // agreed: on to the next box; a difference isn't reported by a key that was pressed too often
  onEnter(tubes.element.querySelector("input"), () => { if (!save.disabled && !save.classList.contains("danger")) commit(true); });

  // As it stood before it came here; a recount is compared with the same.
  function expected() {
    const known = labBoxes(app).get(box.value());
    if (!known) return null;
    if (known.mismatch && known.phase === "held") {
      return { seal: known.mismatch.expected_seal, tubes: known.mismatch.expected_tubes, phase: "held" };
    }
    return { seal: known.seal, tubes: known.tubes, phase: known.phase };
  }

  function judge() {
    const known = expected();
    const count = tubes.value();
    const isHere = known && ["received", "started", "resulted"].includes(known.phase);
    const complete = Boolean(box.value() && seal.value() && count !== null && count > 0 && !isHere);
    save.disabled = !complete;
    save.className = "main";
    save.textContent = t("Receive the box");
    if (isHere) fill(verdict, h("p.verdict.amber", t("Box {box_id} was received already.", { box_id: box.value() })));
    else if (!complete) fill(verdict, box.value() && !known ? h("p.problem", t("Nobody has told of this box yet. It is recorded, and the server will check.")) : null);
    else if (!known || known.seal === null) {
      fill(verdict, h("p.verdict.amber", t("Nothing is known of this box here yet: not verified, the server will check.")));
    } else if (known.seal === seal.value() && known.tubes === count) {
      fill(verdict, h("p.verdict.green", h("strong", "✓ ", t("Agrees: tubes {tubes}, seal {seal}", { tubes: count, seal: seal.value() }))));
    } else {
      save.className = "main danger";
      save.textContent = t("Report the difference");
      fill(verdict, h("div.verdict.red",
        h("strong", "✕ ", t("It doesn't agree")),
        h("p", t("Sealed with: tubes {tubes}, seal {seal}", known)),
        h("p", t("Here: tubes {tubes}, seal {seal}", { tubes: count, seal: seal.value() })),
        h("p", t("Count again. With a difference the box is held and can't be started."))));
    }
  }

  function commit(andNext) {
    if (save.classList.contains("danger")) wrong();
    else good();
    const fact = { kind: "lab_received", box_id: box.value(), seal: seal.value(), tubes_counted: tubes.value(), lab_id: app.task.place.id };
    closeSheet();
    app.report(fact);
    if (andNext) receiveSheet(app, "");
  }

  openSheet({
    title: t("Receive a box"),
    body: [box.element, seal.element, tubes.element, verdict],
    actions: [save],
    closing: () => { box.stop(); seal.stop(); },
  });
  judge();
  if (boxId) seal.focus();
  else box.focus();
}
