// The run as it was published: seen for the first time, or changed since. "Seen" is reported.

import { h } from "../dom.mjs";
import { clock, t } from "../words.mjs";
import { changeMark } from "./stops.mjs";

export function changesBanner(app, day) {
  const { publication, work } = app.task;
  const runs = work.runs.map((run) => run.run_id);
  const unseen = runs.filter((run) => (day.confirmed.get(run) || 0) < publication.number);
  if (!unseen.length) return null;
  const seen = () => app.report(...unseen.map((run_id) => ({
    kind: "run_confirmed", vehicle_id: app.task.place.id, run_id, publication: publication.number,
  })));
  const button = h("button.wide", { type: "button", onclick: seen }, t("I have seen it"));
  if (!work.changed) {
    return h("section.card", h("p", t("Your runs of today: {runs}, stops: {stops}", { runs: runs.length, stops: day.stops.length })), button);
  }
  const changed = day.stops.filter((stop) => stop.change && !stop.departed);
  return h("section.card.amber", { role: "alert" },
    h("h2", t("Your run has changed")),
    h("ul.changes",
      changed.map((stop) => h("li", clock(stop.arrive_min), " ", stop.name, " ", changeMark(stop))),
      work.dropped.map((stop) => h("li", h("s", clock(stop.arrive_min), " ", stop.name), " ", h("span.mark", t("Dropped"))))),
    button);
}
