// One box changes hands: which one, its seal, its tubes; compared at once with what was sealed.

import { fill, h } from "../dom.mjs";
import { good, wrong } from "../feedback.mjs";
import { numberField } from "../number_field.mjs";
import { codeField } from "../scan.mjs";
import { closeSheet, openSheet } from "../sheet.mjs";
import { t } from "../words.mjs";
import { compare, onBoard } from "./day.mjs";

// A box from a point or a team into the vehicle.
export function takeBox(app, day, stop, boxId) {
  sheet(app, {
    title: t("Take a box"),
    boxId,
    sealed: (id) => day.sealed.get(id),
    place: stop.place_id,
    button: t("Take the box"),
    fact: (box_id, seal, tubes_counted) => ({
      kind: "box_handed_over", box_id, seal, tubes_counted, vehicle_id: app.task.place.id,
      run_id: stop.run_id,
    }),
  });
}

// A box from the vehicle to the laboratory, compared with what the courier took.
export function deliverBox(app, day, stop, boxId) {
  const board = onBoard(day);
  sheet(app, {
    title: t("Hand a box over"),
    boxId,
    prefill: true,
    sealed: (id) => {
      const box = board.find((each) => each.box_id === id);
      return box ? { seal: box.event.fact.seal, tubes: box.event.fact.tubes_counted } : undefined;
    },
    unknown: t("This box isn't on board."),
    place: stop.place_id,
    button: t("Hand over"),
    fact: (box_id, seal, tubes_counted) => ({
      kind: "box_delivered", box_id, seal, tubes_counted, vehicle_id: app.task.place.id,
      lab_id: stop.place_id,
    }),
  });
}

function sheet(app, { title, boxId, prefill, sealed, unknown, place, button, fact }) {
  const verdict = h("div", { role: "status", "aria-live": "assertive" });
  const save = h("button.main", { type: "button", disabled: true, onclick: commit }, button);
  const box = codeField({ name: "box", label: t("Box"), value: boxId, onCode: () => { begin(); seal.focus(); } });
  const seal = codeField({ name: "seal", label: t("Seal"), onCode: () => { judge(); tubes.focus(); } });
  const tubes = numberField({ name: "tubes", label: t("Tubes counted"), most: 10000, onInput: judge });
  let seen = "";

  function begin() {
    const known = sealed(box.value());
    if (prefill && known) {
      seal.set(known.seal);
      tubes.set(known.tubes);
    }
    judge();
  }

  function judge() {
    const id = box.value();
    const count = tubes.value();
    const complete = Boolean(id && seal.value() && count !== null);
    save.disabled = !complete;
    save.className = "main";
    save.textContent = button;
    if (!complete) {
      seen = "";
      fill(verdict, id && unknown && !sealed(id) ? h("p.problem", unknown) : null);
      return;
    }
    const known = sealed(id);
    const found = compare(known, seal.value(), count);
    if (found !== seen && found === "good") good();
    seen = found;
    if (found === "good") {
      fill(verdict, h("p.verdict.green", h("strong", "✓ ", t("Agrees: tubes {tubes}, seal {seal}", { tubes: count, seal: seal.value() }))));
    } else if (found === "unknown") {
      fill(verdict, h("p.verdict.amber", unknown || t("Nothing is known of this box here yet: not verified, the server will check.")));
    } else {
      save.className = "main danger";
      save.textContent = t("Report the difference");
      fill(verdict, h("div.verdict.red",
        h("strong", "✕ ", t("It doesn't agree")),
        h("p", t("Sealed with: tubes {tubes}, seal {seal}", known)),
        h("p", t("Here: tubes {tubes}, seal {seal}", { tubes: count, seal: seal.value() })),
        h("p", t("Count again. The box can't be taken like this."))));
    }
  }

  function commit() {
    const mismatch = compare(sealed(box.value()), seal.value(), tubes.value()) === "wrong";
    const reported = fact(box.value(), seal.value(), tubes.value());
    closeSheet();
    if (mismatch) wrong();
    app.report({ fact: reported, place });
  }

  openSheet({
    title,
    body: [box.element, seal.element, tubes.element, verdict],
    actions: [save],
    closing: () => { box.stop(); seal.stop(); },
  });
  if (boxId) begin();
}
