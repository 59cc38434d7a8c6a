// A point leader's page: open, count, boxes, who comes next, what is missing, closed.

import { fill, h } from "../dom.mjs";
import { lastDeed } from "../last_deed.mjs";
import { askButtons } from "../place/asking.mjs";
import { boxSection, heldBoxes } from "../place/boxes.mjs";
import { comingSection } from "../place/coming.mjs";
import "../place/facts.mjs";
import { progress } from "../place/progress.mjs";
import { confirmSheet } from "../sheet.mjs";
import { clock, t } from "../words.mjs";
import { compoundsSheet, countSheet } from "./counting.mjs";
import { lightsSection } from "./lights.mjs";
import { closePoint, openPoint, pausePoint } from "./opening.mjs";
import { stateOf } from "./state.mjs";

export const point = { kind: "point", show };

const STATUS_TONE = { waiting: "grey", open: "green", paused: "amber", closed: "grey" };

function show(app) {
  const state = stateOf(app);
  fill(app.main,
    heldBoxes(app),
    statusCard(app, state),
    boxSection(app),
    comingSection(app, t("Who comes next")),
    lastDeed(app),
    h("section", h("h2", t("Something is wrong")), askButtons(app)),
    lightsSection(app, state),
    doings(app, state));
  fill(app.foot, mainAction(app, state));
}

function statusCard(app, state) {
  const words = {
    waiting: t("Not opened yet. By the plan: {time}, lanes: {lanes}", { time: clock(app.task.work.open_from_min), lanes: app.task.work.lanes }),
    open: t("Open, lanes: {lanes}", { lanes: state.lanes }),
    paused: t("Paused: {reason}", { reason: state.reason || "–" }),
    closed: t("Point closed"),
  }[state.status];
  return h("section.card",
    h("p", h(`span.badge.${STATUS_TONE[state.status]}`, words), state.since_min === null ? null : t("since {time}", { time: clock(state.since_min) })),
    progress(app, state.persons),
    state.counted_min === null
      ? null
      : h("p.small", t("Reported last: {persons} at {time}", { persons: state.persons, time: clock(state.counted_min) })));
}

function mainAction(app, state) {
  if (state.status === "waiting") return h("button.main", { type: "button", onclick: () => openPoint(app, state) }, t("Open the point"));
  if (state.status === "paused") return h("button.main", { type: "button", onclick: () => openPoint(app, state) }, t("Open again"));
  if (state.status === "closed") return h("button.main", { type: "button", onclick: () => compoundsSheet(app, state) }, t("People by compound"));
  return h("button.main", { type: "button", onclick: () => countSheet(app, state) }, t("Report how many were sampled"));
}

// What isn't done often: pause, other lanes, close, open again.
function doings(app, state) {
  const button = (words, deed, danger) => h(danger ? "button.wide.danger" : "button.wide", { type: "button", onclick: deed }, words);
  if (state.status === "waiting") return null;
  if (state.status === "closed") {
    return h("section", h("h2", t("The point")),
      button(t("Report how many were sampled"), () => countSheet(app, state)),
      button(t("Open again"), () => confirmSheet({
        title: t("Open again"), words: t("The point was closed at {time}.", { time: clock(state.since_min) }), yes: t("Open again"),
        deed: () => openPoint(app, state),
      })));
  }
  return h("section", h("h2", t("The point")),
    state.status === "open" ? button(t("Pause"), () => pausePoint(app)) : button(t("Report how many were sampled"), () => countSheet(app, state)),
    state.status === "open" ? button(t("Another number of lanes"), () => openPoint(app, state)) : null,
    button(t("People by compound"), () => compoundsSheet(app, state)),
    button(t("Close the point"), () => closePoint(app, state), true));
}
