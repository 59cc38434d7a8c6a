// A point opens, pauses, opens again with other lanes, and closes.

import { h } from "../dom.mjs";
import { numberField } from "../number_field.mjs";
import { closeSheet, openSheet } from "../sheet.mjs";
import { N, t } from "../words.mjs";

const REASONS = [N("Rain"), N("Supplies are missing"), N("Too many people at once")];
const WHY_CLOSED = [N("Closed by order"), N("Rain"), N("Supplies are missing")];

export function openPoint(app, state) {
  const save = h("button.main", { type: "button", onclick: commit }, t("The point is open"));
  const lanes = numberField({
    name: "lanes", label: t("Lanes that work"), most: 200, value: state.lanes || app.task.work.lanes,
    onInput: () => { save.disabled = !lanes.value(); },
  });
  function commit() {
    closeSheet();
    app.report({ kind: "point_opened", site_id: app.task.place.id, lanes: lanes.value() });
  }
  openSheet({
    title: t("Open the point"),
    body: [h("p", t("By the plan: {lanes} lanes.", app.task.work)), lanes.element],
    actions: [save],
  });
}

export function pausePoint(app) {
  reasonSheet(t("Pause"), REASONS, t("Pause"), (reason) =>
    app.report({ kind: "point_paused", site_id: app.task.place.id, reason }));
}

export function closePoint(app, state) {
  const { persons } = app.task.work;
  const close = (done, reason) => app.report({ kind: "point_closed", site_id: app.task.place.id, done, reason });
  openSheet({
    title: t("Close the point"),
    body: h("p", t("Reported so far: {persons} of {planned} people. Report the last count first.", { persons: state.persons, planned: persons })),
    actions: [
      h("button.main", { type: "button", onclick: () => { closeSheet(); close(true, ""); } }, t("Everybody was sampled: close")),
      h("button.danger", {
        type: "button",
        onclick: () => reasonSheet(t("Close before everybody was sampled"), WHY_CLOSED, t("Close the point"), (reason) => close(false, reason)),
      }, t("Close before everybody was sampled")),
    ],
  });
}

function reasonSheet(title, reasons, yes, deed) {
  const words = h("input", { id: "reason", maxlength: "200", autocomplete: "off" });
  const send = (reason) => { closeSheet(); deed(reason); };
  openSheet({
    title,
    body: [
      ...reasons.map((each) => h("button", { type: "button", onclick: () => send(t(each)) }, t(each))),
      h("div.field", h("label", { for: "reason" }, t("Another reason")), words),
    ],
    actions: [h("button.main", { type: "button", onclick: () => { if (words.value.trim()) send(words.value.trim()); } }, yes)],
  });
}
