// One box is filled: tube after tube is scanned into it, or counted; then it is sealed.

import { fill, h } from "../dom.mjs";
import { good, wrong } from "../feedback.mjs";
import { numberField } from "../number_field.mjs";
import { codeField } from "../scan.mjs";
import { closeSheet, openSheet } from "../sheet.mjs";
import { t } from "../words.mjs";
import { begunBoxes, forget } from "./open_boxes.mjs";
import { ownBoxes, tubesKnown } from "./own_boxes.mjs";

const MOST_PERSONS = 20; // in one tube
const SHOWN = 6; // of the tubes scanned last

let personsInTube = null; // as it was set last; the plan's pool size at first

function boxOf(app, boxId) {
  return ownBoxes(app, [...begunBoxes(app), boxId]).get(boxId);
}

// Scanning as fast as hands are: each code is reported at once, the camera stays on.
export function fillBox(app, boxId) {
  const count = h("strong.count", { role: "status" });
  const news = h("p.news", { role: "alert" });
  const last = h("div.last");
  const known = tubesKnown(app);
  const tube = codeField({ name: "tube", label: t("Scan the next tube"), onCode: scanned, again: true });
  const persons = numberField({
    name: "persons", label: t("People in each tube"), most: MOST_PERSONS,
    value: personsInTube || app.task.work.pool_size,
    onInput: () => { if (persons.value()) personsInTube = persons.value(); },
  });

  function say(words, tone) {
    news.textContent = words;
    news.className = `news ${tone}`;
  }

  function draw() {
    const box = boxOf(app, boxId);
    const tubes = [...box.scans.entries()].reverse();
    fill(count, String(tubes.length), h("small", " ", t("of at most {tubes}", { tubes: app.task.work.tubes_per_box })));
    fill(last, tubes.slice(0, SHOWN).map(([id, event]) =>
      h("div.box", h("span.what", h("strong", id)),
        h("button.quiet", { type: "button", "aria-label": t("Take tube {tube_id} out", { tube_id: id }), onclick: () => takeOut(id, event) }, "✕"))));
  }

  function scanned(id) {
    if (known.get(id) === boxId) {
      wrong();
      say(t("Tube {tube_id} is in this box already. It counts once.", { tube_id: id }), "amber");
      return;
    }
    const elsewhere = known.get(id);
    if (elsewhere && boxOf(app, elsewhere).phase !== "open") {
      wrong();
      say(t("Tube {tube_id} is in sealed box {box_id}. It isn't counted here: look at its label.", { tube_id: id, box_id: elsewhere }), "red");
      return;
    }
    known.set(id, boxId);
    if (elsewhere) {
      wrong();
      say(t("Tube {tube_id} was in box {box_id}. It is counted here now.", { tube_id: id, box_id: elsewhere }), "red");
    } else {
      good();
      say(t("Tube {tube_id}: in", { tube_id: id }), "green");
    }
    app.report({
      kind: "tubes_scanned", box_id: boxId, tubes: [{ tube_id: id, persons: persons.value() || null }],
    });
    draw();
    if (boxOf(app, boxId).scans.size >= app.task.work.tubes_per_box) {
      say(t("The box is full: seal it, then begin another one."), "amber");
    }
  }

  function takeOut(id, event) {
    const rest = event.fact.tubes.filter((each) => each.tube_id !== id);
    known.delete(id);
    app.correct(event.event_id, "scanned by mistake", rest.length ? Object.assign({}, event.fact, { tubes: rest }) : null);
    say(t("Tube {tube_id} was taken out.", { tube_id: id }), "amber");
    draw();
  }

  openSheet({
    title: t("Box {box_id}", { box_id: boxId }),
    body: [
      h("p.counter", count, h("span", t("tubes in this box"))),
      news, tube.element, last, persons.element,
      h("button", { type: "button", onclick: () => dropBox(app, boxId) }, t("This box isn't used")),
    ],
    actions: [h("button.main", { type: "button", onclick: () => { closeSheet(); sealBox(app, boxId); } }, t("Count and seal"))],
    closing: () => tube.stop(),
  });
  draw();
  tube.focus();
}

// A box into which nothing was put; one with tubes stays.
function dropBox(app, boxId) {
  const box = boxOf(app, boxId);
  if (box.scans.size) {
    wrong();
    openSheet({
      title: t("Box {box_id}", { box_id: boxId }),
      body: h("p.problem", t("There are tubes in it: {count}. Take them out first, or scan them into another box.", { count: box.scans.size })),
      actions: [h("button.main", { type: "button", onclick: () => fillBox(app, boxId) }, t("Back"))],
    });
    return;
  }
  closeSheet();
  forget(app, boxId);
}

// Counted by hand and counted by scans: only if both are the same is there anything to seal.
export function sealBox(app, boxId) {
  const box = boxOf(app, boxId);
  const scans = box.scans.size;
  const verdict = h("div", { role: "status", "aria-live": "assertive" });
  const save = h("button.main", { type: "button", disabled: true, onclick: commit }, t("Seal the box"));
  const hand = numberField({ name: "hand", label: t("Tubes counted by hand"), most: 10000, onInput: judge });
  const second = scans
    ? null
    : numberField({ name: "second", label: t("Counted again by a second person"), most: 10000, onInput: judge });
  const seal = codeField({ name: "seal", label: t("Seal"), onCode: judge });
  const problem = h("p.problem", { role: "alert" });
  const key = h("input", { type: "checkbox", id: "key" });
  key.checked = Boolean(box.key);

  function judge() {
    const counted = hand.value();
    const other = second ? second.value() : scans;
    const isSame = counted !== null && counted > 0 && counted === other;
    const others = [...ownBoxes(app, begunBoxes(app)).values()];
    const used = seal.value() && others.find((other) => other.seal === seal.value() && other.box_id !== boxId);
    problem.textContent = used ? t("Seal {seal} is on box {box_id} already.", used) : "";
    save.disabled = !(isSame && seal.value() && !used);
    if (counted === null || other === null) fill(verdict);
    else if (isSame) fill(verdict, h("p.verdict.green", h("strong", "✓ ", t("Both counts are {tubes}", { tubes: counted }))));
    else {
      fill(verdict, h("div.verdict.red",
        h("strong", "✕ ", t("It doesn't agree")),
        h("p", second ? t("First count: {hand}, second count: {other}", { hand: counted, other }) : t("By hand: {hand}, by scans: {other}", { hand: counted, other })),
        h("p", second ? t("Count again. A box is sealed only when both counts are the same.") : t("Count again, or scan the tube that is missing. A box is sealed only when both counts are the same."))));
    }
  }

  function commit() {
    const firsts = [...box.scans.values()].map((event) => event.at_min);
    const fact = {
      kind: "box_sealed", box_id: boxId, source: app.task.place.id, seal: seal.value(),
      tubes_counted: hand.value(), tubes_scanned: second ? second.value() : scans, key: key.checked,
      first_sample_min: firsts.length ? Math.round(Math.min(...firsts) * 10) / 10 : null,
    };
    closeSheet();
    good();
    app.report(fact);
    forget(app, boxId);
  }

  openSheet({
    title: t("Seal box {box_id}", { box_id: boxId }),
    body: [
      scans ? h("p.counter", h("strong.count", String(scans)), h("span", t("tubes by scans"))) : h("p", t("No tube was scanned: two people count, each alone.")),
      hand.element, second ? second.element : null, verdict, seal.element, problem,
      h("label.check", { for: "key" }, key, t("Holds key-group tubes")),
    ],
    actions: [
      save,
      h("button", { type: "button", onclick: () => { closeSheet(); fillBox(app, boxId); } }, t("Scan more tubes")),
    ],
    closing: () => seal.stop(),
  });
}
