// A doorstep team's page: where to next, how many people there, done; boxes as at a point.

import { fill, h } from "../dom.mjs";
import { lateness, navigate } from "../driver/stops.mjs";
import { lastDeed } from "../last_deed.mjs";
import { numberField } from "../number_field.mjs";
import { askButtons } from "../place/asking.mjs";
import { boxSection, heldBoxes } from "../place/boxes.mjs";
import { comingSection } from "../place/coming.mjs";
import "../place/facts.mjs";
import { progress } from "../place/progress.mjs";
import { closeSheet, openSheet } from "../sheet.mjs";
import { clock, t } from "../words.mjs";

const MOST = 100000;

let chosen = null; // another visit than the next one
let listIsOpen = false;

export const team = { kind: "team", show };

function show(app) {
  const stops = visits(app);
  const persons = stops.reduce((sum, stop) => sum + (stop.done ? stop.done.fact.persons : 0), 0);
  const stop = stops.find((each) => each.stop === chosen && !each.done) || stops.find((each) => !each.done) || null;
  fill(app.main,
    heldBoxes(app),
    stop ? stopCard(app, stop, stops.length) : h("div.card.green", h("h1", t("All visits are done")), h("p", t("Seal the last box and hand it to the vehicle."))),
    h("section.card", progress(app, persons)),
    boxSection(app),
    comingSection(app, t("Where your tubes are fetched")),
    lastDeed(app),
    h("section", h("h2", t("Something is wrong")), askButtons(app)),
    stopList(app, stops, stop));
  fill(app.foot, stop
    ? h("button.main", { type: "button", onclick: () => doneSheet(app, stop) }, t("Visit done"))
    : null);
}

// The visits of the plan in their order, each with the report that it is done, or null.
function visits(app) {
  const { stops } = app.task.work;
  const exact = new Map();
  const byCompound = new Map();
  app.events.forEach((event) => {
    const { fact } = event;
    if (fact.kind !== "doorstep_stop_done") return;
    exact.set(`${fact.stop} ${fact.compound_id}`, event);
    byCompound.set(fact.compound_id, event);
  });
  return stops.map((stop) => {
    // another plan may have another order: a compound that is visited once is done once
    const isOnce = stops.filter((each) => each.compound_id === stop.compound_id).length === 1;
    const done = exact.get(`${stop.stop} ${stop.compound_id}`) || (isOnce && byCompound.get(stop.compound_id)) || null;
    return Object.assign({}, stop, { done, arrived: null });
  });
}

function stopCard(app, stop, all) {
  const late = lateness(app, stop);
  return h("section.card.stop", { "aria-labelledby": "stop-name" },
    h("p.kind", t("Visit {number} of {all}", { number: stop.stop + 1, all })),
    h("h1", { id: "stop-name" }, stop.name),
    h("p.address", [stop.compound_id, stop.address].filter(Boolean).join(" · ")),
    h("p.times", h("strong", clock(stop.arrive_min)), h(`span.badge.${late.tone}`, late.words)),
    h("p", t("People: {persons}, tubes: about {tubes}", stop)),
    stop.key_persons ? h("p.key", t("Key-group people among them: {key_persons}", stop)) : null,
    stop.gcj02 ? h("div.ways", h("button", { type: "button", onclick: () => navigate(stop) }, t("Navigate"))) : null);
}

function doneSheet(app, stop) {
  const save = h("button.main", { type: "button", onclick: commit }, t("Visit done"));
  const problem = h("p.problem", { role: "alert" });
  const persons = numberField({ name: "persons", label: t("People sampled here"), most: MOST, value: stop.persons, onInput: judge });
  const key = numberField({ name: "key-persons", label: t("Key-group people among them"), most: MOST, value: stop.key_persons, onInput: judge });

  function judge() {
    const isWrong = persons.value() !== null && key.value() > persons.value();
    problem.textContent = isWrong ? t("More key-group people than people.") : "";
    save.disabled = persons.value() === null || key.value() === null || isWrong;
  }

  function commit() {
    closeSheet();
    chosen = null;
    app.report({
      kind: "doorstep_stop_done", team_id: app.task.place.id, compound_id: stop.compound_id, stop: stop.stop,
      persons: persons.value(), key_persons: key.value(),
    });
    window.scrollTo(0, 0);
  }

  openSheet({
    title: stop.name,
    body: [
      h("p", t("Planned here: {persons}. Who wasn't at home isn't counted.", { persons: stop.persons })),
      persons.element, key.element, problem,
    ],
    actions: [save],
  });
}

function stopList(app, stops, present) {
  const toggled = (event) => { listIsOpen = event.target.open; };
  return h("details.all", { open: listIsOpen, ontoggle: toggled },
    h("summary", t("All visits of today: {count}", { count: stops.length })),
    stops.map((stop) => row(app, stop, present)));
}

function row(app, stop, present) {
  const isPresent = present && stop.stop === present.stop;
  const words = [
    h("span.state", { "aria-label": stop.done ? t("done") : isPresent ? t("now") : "" }, stop.done ? "✓" : isPresent ? "➤" : ""),
    h("span.time", clock(stop.arrive_min)),
    h("span.where", stop.name, " · ", stop.done
      ? t("{persons} of {planned} people", { persons: stop.done.fact.persons, planned: stop.persons })
      : t("{persons} people", stop)),
  ];
  if (stop.done) return h("p.stop-row.done", words);
  const choose = () => { chosen = stop.stop; app.render(); window.scrollTo(0, 0); };
  return h("button.stop-row", { type: "button", "aria-current": isPresent ? "step" : null, onclick: choose }, words);
}
