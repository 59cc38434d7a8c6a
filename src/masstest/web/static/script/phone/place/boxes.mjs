// Boxes on the page of a point or a team: being filled, sealed, held, handed over.

import { h } from "../dom.mjs";
import { askForHelp } from "../header.mjs";
import { codeField } from "../scan.mjs";
import { closeSheet, openSheet } from "../sheet.mjs";
import { N, t } from "../words.mjs";
import { fillBox, sealBox } from "./filling.mjs";
import { begin, begunBoxes } from "./open_boxes.mjs";
import { nextCode, ownBoxes } from "./own_boxes.mjs";

const STATES = {
  open: ["…", "amber", N("being filled")],
  sealed: ["✓", "green", N("sealed, waits for the vehicle")],
  held: ["✕", "red", N("held")],
  handed_over: ["➜", "grey", N("handed over")],
  at_lab: ["➜", "grey", N("at the laboratory")],
  lost: ["✕", "red", N("lost")],
};
const ORDER = Object.keys(STATES);

export function boxSection(app) {
  const boxes = ownBoxes(app, begunBoxes(app));
  const rows = [...boxes.values()].sort((a, b) =>
    ORDER.indexOf(a.phase) - ORDER.indexOf(b.phase) || (a.box_id < b.box_id ? -1 : 1));
  const tubes = rows.reduce((sum, box) => sum + box.tubes, 0);
  return [
    h("section.boxes",
      h("h2", t("Boxes: {boxes}, tubes: {tubes} of about {planned}", { boxes: rows.length, tubes, planned: app.task.work.tubes })),
      rows.map((box) => row(app, box))),
    h("button.wide", { type: "button", onclick: () => newBox(app, boxes) }, t("New box")),
  ];
}

function row(app, box) {
  const [sign, tone, words] = STATES[box.phase];
  const content = [
    h(`span.state.${tone}`, sign),
    h("span.what",
      h("strong", box.box_id, box.key ? h("span.mark", t("key group")) : null),
      h("small", box.seal ? t("tubes {tubes} · seal {seal}", box) : t("tubes {tubes}", box)),
      h("small", box.phase === "handed_over" && box.vehicle_id ? t("handed over to {vehicle}", { vehicle: box.vehicle_id }) : t(words))),
  ];
  if (box.phase !== "open") return h(`div.box.${tone}`, content);
  return h("button.box.amber", { type: "button", onclick: () => fillBox(app, box.box_id) }, content, h("span.go", "›"));
}

function newBox(app, boxes) {
  const suggested = nextCode(app.task.work.box_prefix, boxes);
  const problem = h("p.problem", { role: "alert" });
  const go = (id) => {
    const known = boxes.get(id);
    if (known && known.phase !== "open") {
      problem.textContent = t("Box {box_id} was sealed already.", { box_id: id });
      return;
    }
    closeSheet();
    begin(app, id);
    fillBox(app, id);
  };
  const code = codeField({ name: "box", label: t("Scan the box's label, or type it"), onCode: go });
  openSheet({
    title: t("New box"),
    body: [
      code.element, problem,
      h("button", { type: "button", onclick: () => go(suggested) }, t("No label? Write {code} on the box", { code: suggested })),
    ],
    actions: [h("button.main", { type: "button", onclick: () => { if (code.value()) go(code.value()); } }, t("Fill this box"))],
    closing: () => code.stop(),
  });
}

const STATIONS = {
  sealing: [N("scanned"), N("counted by hand")],
  handover: [N("as sealed"), N("the courier counts")],
  delivery: [N("as sealed"), N("the courier counts")],
  reception: [N("as sealed"), N("the laboratory counts")],
};

// Red and on top: both counts, both seals, what to do.
export function heldBoxes(app) {
  const held = [...ownBoxes(app, begunBoxes(app)).values()].filter((box) => box.phase === "held" && box.mismatch);
  return held.map((box) => {
    const found = box.mismatch;
    const [before, now] = STATIONS[found.station] || STATIONS.handover;
    const atSealing = found.station === "sealing";
    const line = (label, expected, seen) => {
      const differs = expected !== null && expected !== undefined && expected !== seen;
      return h(differs ? "tr.differs" : "tr", h("th", { scope: "row" }, label), h("td", shown(expected)), h("td", shown(seen)));
    };
    return h("section.card.red.held", { role: "alert" },
      h("h2", t("Box {box_id} can't go", box)),
      h("table",
        h("thead", h("tr", h("td"), h("th", { scope: "col" }, t(before)), h("th", { scope: "col" }, t(now)))),
        h("tbody",
          line(t("Tubes"), found.expected_tubes, found.found_tubes),
          atSealing ? null : line(t("Seal"), found.expected_seal, found.found_seal))),
      h("p", atSealing
        ? t("Count and scan again, then seal it again.")
        : t("Count it together once more. If the difference stays, only the transport lead can release the box.")),
      atSealing
        ? h("button.wide", { type: "button", onclick: () => sealBox(app, box.box_id) }, t("Seal it again"))
        : null,
      h("button.wide", {
        type: "button",
        onclick: () => askForHelp(app, [t("Box {box_id} is held: {before} {expected} tubes, {now} {tubes}.", {
          box_id: box.box_id, before: t(before), expected: shown(found.expected_tubes), now: t(now), tubes: shown(found.found_tubes),
        })]),
      }, t("Ask the transport lead")));
  });
}

function shown(value) {
  return value === undefined || value === null || value === "" ? "–" : String(value);
}
