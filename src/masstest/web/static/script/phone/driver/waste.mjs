// Waste that is taken along from a point: bags, and their weight where there is a scale.

import { numberField } from "../number_field.mjs";
import { closeSheet, openSheet } from "../sheet.mjs";
import { t } from "../words.mjs";

export function wasteSheet(app, stop) {
  const save = h("button.main", { type: "button", disabled: true, onclick: commit }, t("Take the waste"));
  const bags = numberField({ name: "bags", label: t("Bags"), most: 10000, onInput: () => { save.disabled = bags.value() === null; } });
  const weight = numberField({ name: "weight", label: t("Kilograms, if weighed"), most: 100000, onInput: () => undefined });

  function commit() {
    closeSheet();
    const fact = {
      kind: "waste_taken", site_id: stop.place_id, vehicle_id: app.task.place.id,
      bags: bags.value(), weight_kg: weight.value(),
    };
    app.report({ fact, place: stop.place_id });
  }

  openSheet({ title: t("Waste"), body: [bags.element, weight.element], actions: [save] });
}
