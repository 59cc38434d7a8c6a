// The eight lights of a point: what the plan says of each, and what the leader confirms on the spot.

import { h } from "../dom.mjs";
import { closeSheet, openSheet } from "../sheet.mjs";
import { N, clock, t } from "../words.mjs";

const NAMES = {
  publicity: N("Publicity"),
  training: N("Training"),
  supplies: N("Supplies in place"),
  medical: N("Medical staff"),
  auxiliary: N("Auxiliary staff"),
  order: N("Order"),
  special: N("Special service"),
  coverage: N("Full coverage"),
};
const BY_PLAN = { ok: N("in order by the plan"), short: N("short by the plan"), confirm: N("to be confirmed on the spot") };

let isOpen = null; // as somebody left it; at first until all are confirmed

export function lightsSection(app, state) {
  const { lights } = app.task.work;
  const confirmed = lights.filter((light) => state.lights.has(light.item)).length;
  const shown = isOpen === null ? state.status === "waiting" && confirmed < lights.length : isOpen;
  const toggle = () => { isOpen = !shown; };
  return h("details.all", { open: shown },
    h("summary", { onclick: toggle }, t("Eight in place: {confirmed} of {all} confirmed", { confirmed, all: lights.length })),
    confirmed < lights.length
      ? h("button.wide", { type: "button", onclick: () => confirmRest(app, lights, state) }, t("All others are in place"))
      : null,
    lights.map((light) => row(app, light, state.lights.get(light.item))));
}

function row(app, light, said) {
  const sign = said ? (said.ok ? "✓" : "✕") : "?";
  const tone = said ? (said.ok ? "green" : "red") : "amber";
  const words = said
    ? t(said.ok ? N("in place, {time}") : N("not in place, {time}"), { time: clock(said.at_min) })
    : t(BY_PLAN[light.state]);
  return h(`button.box.${tone}`, { type: "button", onclick: () => lightSheet(app, light) },
    h(`span.state.${tone}`, sign), h("span.what", h("strong", t(NAMES[light.item])), h("small", words)), h("span.go", "›"));
}

function told(app, item, ok, text) {
  return { kind: "readiness_confirmed", site_id: app.task.place.id, item, ok, text };
}

function confirmRest(app, lights, state) {
  const rest = lights.filter((light) => !state.lights.has(light.item));
  app.report(...rest.map((light) => told(app, light.item, true, "")));
}

function lightSheet(app, light) {
  const words = h("textarea", { id: "light-words", rows: "2", maxlength: "300" });
  const say = (ok) => {
    closeSheet();
    app.report(told(app, light.item, ok, words.value.trim()));
  };
  openSheet({
    title: t(NAMES[light.item]),
    body: [
      h("p", t(BY_PLAN[light.state])),
      h("div.field", h("label", { for: "light-words" }, t("What is missing, if anything")), words),
    ],
    actions: [
      h("button.main", { type: "button", onclick: () => say(true) }, t("In place")),
      h("button.danger", { type: "button", onclick: () => say(false) }, t("Not in place")),
    ],
  });
}
