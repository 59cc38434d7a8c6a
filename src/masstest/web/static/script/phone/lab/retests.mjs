// Positive tubes whose people are tested again, one by one: how many single tubes, how they came out.

import { h } from "../dom.mjs";
import { numberField } from "../number_field.mjs";
import { closeSheet, confirmSheet, openSheet } from "../sheet.mjs";
import { clock, t } from "../words.mjs";

export function retestSection(app) {
  const own = new Map(app.task.retests.map((each) => [each.tube_id, Object.assign({}, each, { results: Object.assign({}, each.results) })]));
  // what was found here and the server hasn't told of yet
  app.events.forEach((event) => {
    const { fact } = event;
    if (fact.kind === "result" && fact.outcome === "positive" && fact.tube_id && !own.has(fact.tube_id)) {
      own.set(fact.tube_id, {
        tube_id: fact.tube_id, box_id: fact.box_id, source: "", opened_min: event.at_min, persons: null, sampled_persons: 0, results: {}, closed: false,
      });
    } else if (fact.kind === "retest_sampled" && own.has(fact.tube_id)) {
      own.get(fact.tube_id).sampled_persons = fact.persons;
    } else if (fact.kind === "retest_result" && own.has(fact.tube_id)) {
      const { results } = own.get(fact.tube_id);
      results[fact.outcome] = Math.max(results[fact.outcome] || 0, fact.persons);
    }
  });
  if (!own.size) return null;
  return h("section.boxes", h("h2", t("Retests: {count}", { count: own.size })), [...own.values()].map((each) => {
    const tone = each.closed ? "grey" : "red";
    return h(`button.box.${tone}`, { type: "button", onclick: () => retestSheet(app, each) },
      h(`span.state.${tone}`, each.closed ? "✓" : "!"),
      h("span.what", h("strong", each.tube_id),
        h("small", t("box {box_id} · since {time}", { box_id: each.box_id, time: clock(each.opened_min) })),
        h("small", each.closed
          ? t("closed: {positive} positive, {negative} negative", counts(each))
          : t("results: {done} of {all} people", { done: counts(each).done, all: each.sampled_persons || each.persons || "?" }))),
      h("span.go", "›"));
  }));
}

function counts(retest) {
  const { positive = 0, negative = 0, invalid = 0 } = retest.results;
  return { positive, negative, invalid, done: positive + negative + invalid };
}

function retestSheet(app, retest) {
  const most = 20;
  const reported = counts(retest);
  const field = (name, label) => numberField({ name, label, most, value: reported[name], onInput: judge }); // so far
  const negative = field("negative", t("Single tubes negative"));
  const positive = field("positive", t("Single tubes positive"));
  const invalid = field("invalid", t("Single tubes invalid"));
  const fields = { negative, positive, invalid };
  const again = numberField({ name: "again", label: t("People sampled again, one by one"), most, value: retest.sampled_persons || retest.persons, onInput: judge });
  const save = h("button.main", { type: "button", disabled: true, onclick: go }, t("Report the retest"));

  function judge() {
    const isNew = again.value() !== null && again.value() !== retest.sampled_persons;
    const isLess = Object.entries(fields).some(([name, each]) => each.value() === null || each.value() < reported[name]);
    save.disabled = isLess || !(isNew || more().length);
  }

  function more() {
    return Object.entries(fields).filter(([name, each]) => each.value() > reported[name]);
  }

  const tell = () => {
    const facts = more()
      .map(([outcome, each]) => ({ kind: "retest_result", tube_id: retest.tube_id, outcome, persons: each.value() }));
    if (again.value() !== null && again.value() !== retest.sampled_persons) {
      facts.unshift({ kind: "retest_sampled", tube_id: retest.tube_id, persons: again.value() });
    }
    app.report(...facts);
  };

  function go() {
    if (positive.value() === reported.positive) {
      closeSheet();
      tell();
      return;
    }
    confirmSheet({
      title: t("{count} people positive?", { count: positive.value() }),
      words: t("Single retest of tube {tube_id}. The street and the supervising office are told.", retest),
      yes: t("Yes, report it"), danger: true, deed: tell,
    });
  }

  openSheet({
    title: t("Retest of tube {tube_id}", retest),
    body: [
      h("p", t("People in the tube: {persons}", { persons: retest.persons === null ? "?" : retest.persons })),
      h("p", t("Reported: negative {negative}, positive {positive}, invalid {invalid}", counts(retest))),
      again.element, negative.element, positive.element, invalid.element,
    ],
    actions: [save],
  });
  judge();
}
