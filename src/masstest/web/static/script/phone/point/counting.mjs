// How many people have been sampled since the morning; a smaller number corrects the earlier ones.

import { fill, h } from "../dom.mjs";
import { wrong } from "../feedback.mjs";
import { numberField } from "../number_field.mjs";
import { closeSheet, openSheet } from "../sheet.mjs";
import { clock, t } from "../words.mjs";

const MOST = 100000;

export function countSheet(app, state) {
  const verdict = h("div", { role: "status", "aria-live": "assertive" });
  const save = h("button.main", { type: "button", disabled: true, onclick: commit }, t("Report"));
  const persons = numberField({ name: "persons", label: t("People sampled since the morning"), most: MOST, value: state.persons, onInput: judge });
  const key = numberField({
    name: "key-persons", label: t("Key-group people among them, if you know"), most: MOST, onInput: judge,
  });
  const more = (by) => h("button", { type: "button", onclick: () => { persons.set((persons.value() || 0) + by); judge(); } }, `+${by}`);

  function judge() {
    const number = persons.value();
    const keyPersons = key.value();
    const isSmaller = number !== null && number < state.persons;
    const isKeyWrong = keyPersons !== null && number !== null && keyPersons > number;
    save.disabled = number === null || isSmaller || isKeyWrong;
    if (isKeyWrong) fill(verdict, h("p.problem", t("More key-group people than people.")));
    else if (isSmaller) {
      fill(verdict, h("div.verdict.red",
        h("strong", "✕ ", t("Smaller than before")),
        h("p", t("{persons} people were reported at {time}. The count only grows.", { persons: state.persons, time: clock(state.counted_min) })),
        h("button.wide.danger", { type: "button", onclick: correct }, t("Correct the earlier count to {persons}", { persons: number }))));
    } else fill(verdict, number === null ? null : h("p", t("New since the last report: {count}", { count: number - state.persons })));
  }

  function fact() {
    return { kind: "people_sampled", site_id: app.task.place.id, persons: persons.value(), key_persons: key.value() };
  }

  function commit() {
    const told = fact();
    closeSheet();
    app.report(told);
  }

  // every earlier report that says more was wrong: it reads as this number from now on
  function correct() {
    const number = persons.value();
    const told = fact();
    closeSheet();
    wrong();
    for (const reading of state.readings.filter((each) => each.fact.persons > number)) {
      const key_persons = reading.fact.key_persons > number ? null : reading.fact.key_persons;
      app.correct(reading.event_id, "counted too many", Object.assign({}, reading.fact, { persons: number, key_persons }));
    }
    app.report(told);
  }

  openSheet({
    title: t("How many were sampled?"),
    body: [
      h("p", state.counted_min === null
        ? t("Nothing was reported yet.")
        : t("Reported last: {persons} at {time}", { persons: state.persons, time: clock(state.counted_min) })),
      persons.element,
      h("div.steps", more(5), more(10), more(50)),
      verdict, key.element,
    ],
    actions: [save],
  });
  judge();
}

// Who came from where: with it the missing people are known by compound.
export function compoundsSheet(app, state) {
  const { compounds } = app.task.work;
  const sum = h("p", { role: "status" });
  const fields = compounds.map((each, i) => ({
    compound: each,
    field: numberField({
      name: `compound-${i}`, label: t("{name} (planned: {persons})", each), most: MOST,
      value: state.compounds[each.compound_id], onInput: judge,
    }),
  }));
  const save = h("button.main", { type: "button", onclick: commit }, t("Report"));

  function known() {
    const found = {};
    fields.forEach(({ compound, field }) => { if (field.value() !== null) found[compound.compound_id] = field.value(); });
    return found;
  }

  function judge() {
    const counts = Object.values(known());
    const total = counts.reduce((a, b) => a + b, 0);
    save.disabled = !counts.length || total > state.persons;
    sum.className = total > state.persons ? "problem" : "";
    sum.textContent = t("Sum: {total} of {persons} people reported", { total, persons: state.persons });
  }

  function commit() {
    const told = known();
    closeSheet();
    app.report({ kind: "people_sampled", site_id: app.task.place.id, persons: state.persons, key_persons: state.key_persons, compounds: told });
  }

  openSheet({
    title: t("People by compound"),
    body: [h("p", t("Leave empty what you don't know.")), sum, fields.map(({ field }) => field.element)],
    actions: [save],
  });
  judge();
}
