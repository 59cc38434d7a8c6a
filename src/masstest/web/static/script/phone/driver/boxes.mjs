// Boxes on the driver's page: what waits here, what was taken, and what is held.

import { h } from "../dom.mjs";
import { askForHelp } from "../header.mjs";
import { t } from "../words.mjs";
import { deliverBox, takeBox } from "./box_sheet.mjs";
import { boxesAt, onBoard } from "./day.mjs";

export function boxList(app, day, stop) {
  if (stop.kind === "deliver") {
    const board = onBoard(day);
    return list(t("On board: {count}", { count: board.length }), board.map((box) => taken(app, box, () => deliverBox(app, day, stop, box.box_id))));
  }
  const here = boxesAt(day, stop).filter((box) => !box.left);
  const aboard = new Set([...day.boxes.values()].filter((box) => !box.delivered).map((box) => box.box_id));
  const waiting = app.task.boxes.filter((box) => waitsAt(stop, box) && !aboard.has(box.box_id));
  return [
    waiting.length
      ? list(t("Waiting here: {count}", { count: waiting.length }), waiting.map((box) =>
        h("button.box", { type: "button", onclick: () => takeBox(app, day, stop, box.box_id) },
          h("strong", box.box_id), box.key ? h("span.mark", t("key group")) : null, h("span.go", "›"))))
      : null,
    here.length ? list(t("Taken: {count}", { count: here.filter((box) => box.standing !== "held").length }),
      here.map((box) => taken(app, box, null))) : null,
  ];
}

// At a laboratory that was lost: what came there and was not started.
function waitsAt(stop, box) {
  return stop.place_kind === "lab"
    ? box.lab_id === stop.place_id && ["delivered", "received", "held"].includes(box.phase)
    : box.source === stop.place_id && (box.phase === "sealed" || box.phase === "held");
}

function list(title, rows) {
  return h("section.boxes", h("h2", title), rows);
}

function taken(app, box, onclick) {
  const { seal, tubes_counted: tubes } = box.event.fact;
  const state = {
    good: ["✓", "green", box.released ? t("released: {reason}", { reason: box.released }) : t("count and seal agree")],
    held: ["✕", "red", t("held")],
    unverified: ["?", "amber", box.unsealed
      ? t("recorded; its sealing isn't reported yet")
      : t("not verified yet, the server will check")],
  }[box.standing];
  const words = [
    h(`span.state.${state[1]}`, state[0]),
    h("span.what", h("strong", box.box_id), h("small", t("tubes {tubes} · seal {seal}", { tubes, seal })), h("small", state[2])),
  ];
  return onclick
    ? h(`button.box.${state[1]}`, { type: "button", onclick }, words, h("span.go", "›"))
    : h(`div.box.${state[1]}`, words);
}

// Big and red: both counts, both seals, and what can be done.
export function heldPanel(app, day, held, leave) {
  return held.map((box) => {
    const { seal, tubes_counted: tubes } = (box.delivered || box.event).fact;
    const stop = day.stops.find((each) => each.key === box.stopKey);
    const expected = box.expected || {};
    const tell = () => askForHelp(app, [t("Box {box_id} is held: sealed with {expected} tubes, I count {tubes}.", {
      box_id: box.box_id, expected: shown(expected.tubes), tubes,
    })]);
    const recount = () => (box.delivered ? deliverBox(app, day, day.current || stop, box.box_id) : takeBox(app, day, stop || day.current, box.box_id));
    return h("section.card.red.held", { role: "alert" },
      h("h2", t("Box {box_id} can't go", { box_id: box.box_id })),
      h("table",
        h("thead", h("tr", h("td"), h("th", { scope: "col" }, t("as sealed")), h("th", { scope: "col" }, t("here")))),
        h("tbody",
          line(t("Tubes"), expected.tubes, tubes),
          line(t("Seal"), expected.seal, seal))),
      h("button.wide", { type: "button", onclick: recount }, t("Count again")),
      h("button.wide", { type: "button", onclick: tell }, t("Ask the transport lead")),
      h("p", t("If the difference stays, only the transport lead can release the box.")),
      box.delivered ? null : h("button.wide.quiet", { type: "button", onclick: () => leave(app, box) }, t("Leave this box here")));
  });
}

function line(label, expected, found) {
  const differs = expected !== undefined && expected !== null && expected !== found;
  return h(differs ? "tr.differs" : "tr", h("th", { scope: "row" }, label), h("td", shown(expected)), h("td", shown(found)));
}

function shown(value) {
  return value === undefined || value === null || value === "" ? "–" : String(value);
}
