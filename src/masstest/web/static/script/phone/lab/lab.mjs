// A laboratory's page: who brings what when, boxes in, batches, results. Also for a large screen with
// a scanner at its keyboard: whatever is scanned opens what comes next for that box.

import { fill, h } from "../dom.mjs";
import { lastDeed } from "../last_deed.mjs";
import { wrong } from "../feedback.mjs";
import { askButtons } from "../place/asking.mjs";
import { comingSection } from "../place/coming.mjs";
import "../place/facts.mjs";
import { openSheet } from "../sheet.mjs";
import { clock, t } from "../words.mjs";
import { listen } from "../wedge.mjs";
import { abnormalSheet } from "./abnormal.mjs";
import { batchSheet } from "./batches.mjs";
import { receiveSheet } from "./receiving.mjs";
import { resultSheet } from "./results.mjs";
import { retestSection } from "./retests.mjs";
import { inPhase, labBoxes, tubesOf } from "./state.mjs";

export const lab = { kind: "lab", show };

function show(app) {
  const boxes = labBoxes(app);
  listen((code) => {
    // whoever fills in a field or confirms a positive tube isn't interrupted
    if (!document.querySelector("#sheet:not([hidden]) input, #sheet:not([hidden]) .danger.main")) open(app, code);
  });
  const received = inPhase(boxes, "received");
  const started = inPhase(boxes, "started");
  fill(app.main,
    h("div.columns",
      h("div.column",
        heldBoxes(app, inPhase(boxes, "held")),
        totals(app, boxes),
        list(app, t("Delivered, to be counted: {count}", { count: inPhase(boxes, "delivered").length }), inPhase(boxes, "delivered"), "!", "amber", (id) => receiveSheet(app, id)),
        comingSection(app, t("Expected deliveries"), 6),
        list(app, t("On the way: {count}", { count: inPhase(boxes, "coming").length }), inPhase(boxes, "coming"), "…", "grey", (id) => receiveSheet(app, id))),
      h("div.column",
        list(app, t("Received, not started: {count}", { count: received.length }), received, "✓", "green", (id) => abnormalSheet(app, id)),
        received.length ? h("button.wide", { type: "button", onclick: () => batchSheet(app) }, t("Start a batch")) : null,
        list(app, t("Waiting for results: {count}", { count: started.length }), started, "…", "amber", (id) => resultSheet(app, id)),
        retestSection(app),
        finished(app, inPhase(boxes, "resulted")),
        lastDeed(app),
        h("section", h("h2", t("Something is wrong")),
          h("button.wide", { type: "button", onclick: () => abnormalSheet(app, "") }, t("Abnormal box or tube")),
          askButtons(app)))));
  fill(app.foot, h("button.main", { type: "button", onclick: () => receiveSheet(app, "") }, t("Receive a box")));
}

// What comes next for a box whose label was scanned.
function open(app, code) {
  const box = labBoxes(app).get(code);
  if (!box || box.phase === "coming" || box.phase === "delivered" || box.phase === "held") receiveSheet(app, code);
  else if (box.phase === "received") batchSheet(app, code);
  else if (box.phase === "started" || box.phase === "resulted") resultSheet(app, code);
  else {
    wrong();
    openSheet({ title: code, body: h("p", t("Nothing is known of this code.")) });
  }
}

function totals(app, boxes) {
  const all = [...boxes.values()];
  const here = all.filter((box) => ["received", "started", "resulted"].includes(box.phase));
  const missing = here.reduce((sum, box) => sum + box.missing, 0);
  const { work } = app.task;
  const bar = h("progress", { max: work.tubes || 1, "aria-label": t("Tubes received") });
  bar.value = Math.min(tubesOf(here), work.tubes);
  return h("section.card",
    h("p.counter", h("strong.count", String(tubesOf(here))), h("span", t("of about {tubes} tubes received", work))),
    bar,
    h("p", t("Without a result yet: {missing}", { missing }), " ", work.results_min === null
      ? null
      : h("span.badge", t("all results by {time}", { time: clock(work.results_min) })),
    work.key_results_min === null ? null : h("span.badge", t("key group by {time}", { time: clock(work.key_results_min) }))),
    h("p.small.wide-only", t("A scanner at the keyboard works on this page: scan any box.")));
}

function list(app, title, boxes, sign, tone, deed) {
  if (!boxes.length) return null;
  return h("section.boxes", title ? h("h2", title) : null, boxes.map((box) =>
    h(`button.box.${tone}`, { type: "button", onclick: () => deed(box.box_id) },
      h(`span.state.${tone}`, sign),
      h("span.what",
        h("strong", box.box_id, box.key ? h("span.mark", t("key group")) : null),
        h("small", details(box))),
      h("span.go", "›"))));
}

let finishedIsOpen = false; // it stays so when the page is drawn again

function finished(app, boxes) {
  const toggled = (event) => { finishedIsOpen = event.target.open; };
  return boxes.length
    ? h("details.all", { open: finishedIsOpen, ontoggle: toggled }, h("summary", t("With results: {count}", { count: boxes.length })),
      list(app, null, boxes, "✓", "grey", (id) => resultSheet(app, id)))
    : null;
}

function details(box) {
  const words = [box.source, t("tubes {tubes}", box)];
  if (box.phase === "coming" && box.vehicle_id) words.push(box.vehicle_id);
  if (box.batch_id) words.push(box.batch_id);
  if (box.phase === "started" && box.missing < box.tubes) words.push(t("missing {missing}", box));
  if (box.results.positive) words.push(t("positive: {count}", { count: box.results.positive }));
  if (box.results.invalid) words.push(t("invalid: {count}", { count: box.results.invalid }));
  return words.filter(Boolean).join(" · ");
}

// Both counts and both seals; what to do until it is settled.
function heldBoxes(app, held) {
  return held.map((box) => {
    const found = box.mismatch;
    const line = (label, expected, seen) => h(expected !== null && expected !== seen ? "tr.differs" : "tr",
      h("th", { scope: "row" }, label), h("td", expected === null ? "–" : String(expected)), h("td", String(seen)));
    return h("section.card.red.held", { role: "alert" },
      h("h2", t("Box {box_id} is held: don't open it", box)),
      h("table",
        h("thead", h("tr", h("td"), h("th", { scope: "col" }, t("as sealed")), h("th", { scope: "col" }, t("here")))),
        h("tbody", line(t("Tubes"), found.expected_tubes, found.found_tubes), line(t("Seal"), found.expected_seal, found.found_seal))),
      h("p", t("1. Count again, a second person reads the seal. 2. If it stays: set the box apart, don't start it. 3. The transport lead decides and releases it with a reason.")),
      h("button.wide", { type: "button", onclick: () => receiveSheet(app, box.box_id) }, t("Count again")));
  });
}
