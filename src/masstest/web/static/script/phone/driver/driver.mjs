// A driver's page: where to next, arrived, the boxes, off again; at the end the laboratory.

import { fill, h } from "../dom.mjs";
import { lastDeed } from "../last_deed.mjs";
import { confirmSheet } from "../sheet.mjs";
import { t } from "../words.mjs";
import { deliverBox, takeBox } from "./box_sheet.mjs";
import { boxList, heldPanel } from "./boxes.mjs";
import { changesBanner } from "./changes.mjs";
import { dayOf, heldBoxes, onBoard } from "./day.mjs";
import { stopCard, stopList } from "./stops.mjs";
import { wasteSheet } from "./waste.mjs";

let chosen = null; // another stop than the next one, picked from the list
let left = new Set(); // boxes that were left where they were, because they were held
let leftOf = null;

export const driver = { kind: "vehicle", show };

function show(app) {
  if (leftOf !== app.task.place.id) {
    leftOf = app.task.place.id;
    app.fact("left").then((kept) => { left = new Set(kept || []); app.render(); });
  }
  const day = dayOf(app, left);
  const picked = chosen && day.stops.find((stop) => stop.key === chosen && !stop.departed);
  const stop = picked || day.current;
  const held = heldBoxes(day);
  fill(app.main,
    held.length ? heldPanel(app, day, held, leaveBox) : null,
    changesBanner(app, day),
    stop ? stopCard(app, stop) : finished(),
    stop ? doings(app, day, stop, held) : null,
    lastDeed(app),
    stopList(app, day, stop, (key) => { chosen = key; app.render(); window.scrollTo(0, 0); }));
  fill(app.foot, stop ? mainAction(app, day, stop, held) : null);
}

function finished() {
  return h("div.card.green", h("h1", t("All runs are done")), h("p", t("Thank you. Leave the page open until everything is sent.")));
}

// What is done at a stop, between arriving and leaving.
function doings(app, day, stop, held) {
  if (!stop.arrived) return null;
  if (stop.kind === "pickup") {
    return [
      boxList(app, day, stop),
      h("button.wide", { type: "button", onclick: () => takeBox(app, day, stop) }, t("Scan a box")),
    ];
  }
  if (stop.kind === "deliver") {
    const board = onBoard(day);
    return [
      boxList(app, day, stop),
      board.length
        ? h("button.wide", { type: "button", onclick: () => deliverBox(app, day, stop) }, t("Scan a box"))
        : null,
      board.length > 1 && !held.length
        ? h("button.wide", { type: "button", onclick: () => deliverAll(app, stop, board) }, t("Hand over all {count} as counted at pickup", { count: board.length }))
        : null,
      board.length && !held.length
        ? h("button.wide.quiet", { type: "button", onclick: () => driveOn(app, stop, board) }, t("Drive on with the boxes"))
        : null,
    ];
  }
  if (stop.kind === "waste") {
    return h("button.wide", { type: "button", onclick: () => wasteSheet(app, stop) }, t("Count the waste bags"));
  }
  return null;
}

function mainAction(app, day, stop, held) {
  if (!stop.arrived) {
    return h("button.main", { type: "button", onclick: () => arrive(app, stop) }, t("Arrived"));
  }
  const board = onBoard(day);
  if (stop.kind === "deliver" && board.length) {
    return h("button.main", { type: "button", onclick: () => deliverBox(app, day, stop) }, t("Hand over, boxes left: {count}", { count: board.length }));
  }
  const done = stop.kind === "deliver";
  const words = done ? t("Run done") : t("Depart, boxes: {count}", { count: board.length });
  const button = h("button.main", {
    type: "button", disabled: held.length > 0, onclick: () => depart(app, stop, board),
  }, stop.kind === "pickup" || done ? words : t("Depart"));
  return held.length ? [h("p.why", t("A box is held: settle it first.")), button] : button;
}

// A fact about the vehicle at a stop; the stop is where it was reported.
function atStop(app, stop, kind, more) {
  const fact = { kind, vehicle_id: app.task.place.id, run_id: stop.run_id, stop: stop.stop };
  return { fact: Object.assign(fact, more), place: stop.place_id };
}

function arrive(app, stop) {
  app.report(atStop(app, stop, "vehicle_arrived"));
}

function depart(app, stop, board) {
  const go = () => {
    chosen = null;
    const box_ids = stop.kind === "deliver" ? [] : board.map((box) => box.box_id);
    app.report(atStop(app, stop, "vehicle_departed", { box_ids }));
    window.scrollTo(0, 0);
  };
  if (stop.kind === "pickup" && stop.tubes && !board.some((box) => box.stopKey === stop.key)) {
    confirmSheet({
      title: t("Leave without a box?"),
      words: t("Tubes that the plan expects here: about {tubes}. No box was taken.", { tubes: stop.tubes }),
      yes: t("Leave without a box"), deed: go,
    });
  } else go();
}

// The laboratory doesn't take them: they stay on board, and the ledger knows it.
function driveOn(app, stop, board) {
  confirmSheet({
    title: t("Drive on with the boxes?"),
    words: t("Boxes that stay on board: {count}. Tell the transport lead where you take them.", { count: board.length }),
    yes: t("Drive on with the boxes"),
    deed: () => {
      chosen = null;
      app.report(atStop(app, stop, "vehicle_departed", { box_ids: board.map((box) => box.box_id) }));
    },
  });
}

function deliverAll(app, stop, board) {
  confirmSheet({
    title: t("Hand over all boxes?"),
    words: t("{count} boxes with the counts and seals of the pickup. The laboratory counts them again.", { count: board.length }),
    yes: t("Hand over all"),
    deed: () => app.report(...board.map((box) => ({ fact: {
      kind: "box_delivered", box_id: box.box_id, seal: box.event.fact.seal,
      tubes_counted: box.event.fact.tubes_counted, vehicle_id: app.task.place.id, lab_id: stop.place_id,
    }, place: stop.place_id }))),
  });
}

// A box that stays behind isn't on board; that it is held stays on record.
function leaveBox(app, box) {
  left.add(box.box_id);
  app.keepFact("left", [...left]);
  app.render();
}
