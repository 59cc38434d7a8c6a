// How far against the plan: people so far, people due by now, and what the difference is in minutes.

import { h } from "../dom.mjs";
import { t } from "../words.mjs";

function interpolated(x, pairs, from, to) {
  if (x <= pairs[0][from]) return pairs[0][to];
  for (let i = 1; i < pairs.length; i += 1) {
    const [a, b] = [pairs[i - 1], pairs[i]];
    if (x < b[from]) return a[to] + ((b[to] - a[to]) * (x - a[from])) / (b[from] - a[from] || 1);
  }
  return pairs[pairs.length - 1][to];
}

export function dueBy(curve, minute) {
  return Math.round(interpolated(minute, curve, 0, 1));
}

export function progress(app, persons) {
  const { work } = app.task;
  const now = app.time.nowMin();
  const due = dueBy(work.curve, now);
  const behindMin = Math.round(Math.min(now, work.curve[work.curve.length - 1][0]) - interpolated(persons, work.curve, 1, 0));
  const isDone = persons >= work.persons;
  const badge = isDone
    ? h("span.badge.green", t("everybody of the plan"))
    : persons < due && behindMin > 10
      ? h(`span.badge.${behindMin > 30 ? "red" : "amber"}`, t("{persons} people behind, about {minutes} min", { persons: due - persons, minutes: behindMin }))
      : h("span.badge.green", t("as planned, or ahead"));
  const bar = h("progress", { max: work.persons || 1, "aria-label": t("People sampled") });
  bar.value = Math.min(persons, work.persons);
  return [
    h("p.counter", h("strong.count", String(persons)), h("span", t("of {persons} people", work))),
    bar,
    h("p", t("By the plan now: {due}", { due }), " ", badge),
  ];
}
