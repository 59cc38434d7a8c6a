// The vehicles that come next: when, for what, how late as far as anybody has heard.

import { h } from "../dom.mjs";
import { N, clock, t } from "../words.mjs";

const PAST_MIN = 60; // after that a stop of the plan isn't shown as next any more
const NEXT = 3;
const KINDS = {
  pickup: N("fetches boxes"),
  supply: N("brings supplies"),
  waste: N("takes the waste"),
  deliver: N("brings boxes"),
};

export function comingSection(app, title, most = NEXT) {
  const now = app.time.nowMin();
  const isNext = (row) => {
    const came = app.task.came[row.run_id];
    return came ? came.departed_min === null : expected(app, row) > now - PAST_MIN;
  };
  const next = app.task.work.coming.filter(isNext).slice(0, most);
  return h("section.coming", h("h2", title),
    next.length ? next.map((row) => line(app, row, now)) : h("p.small", t("No vehicle comes any more by the plan.")));
}

function expected(app, row) {
  const heard = app.task.late[row.vehicle_id];
  return row.arrive_min + (heard ? Math.max(0, heard.late_min) : 0);
}

function line(app, row, now) {
  const heard = app.task.late[row.vehicle_id];
  const late = heard ? Math.round(heard.late_min) : 0;
  const phone = row.crew.find((each) => each.phone);
  return h("div.card.vehicle",
    h("p.times", h("strong", clock(row.arrive_min)),
      app.task.came[row.run_id] ? h("span.badge.green", t("is here")) : late > 5
        ? h("span.badge.amber", t("about {minutes} min late: {time}", { minutes: late, time: clock(row.arrive_min + late) }))
        : heard
          ? h("span.badge.green", t("on time so far"))
          : now > row.arrive_min + 5 ? h("span.badge.amber", t("not heard of yet")) : null),
    h("p", h("strong", row.plate), " · ", t(KINDS[row.kind]),
      row.tubes ? ` · ${t("about {tubes} tubes", { tubes: row.tubes })}` : ""),
    row.key_tubes ? h("p.key", t("Key-group tubes among them: {key_tubes}", row)) : null,
    row.meet ? h("p", t("Meet it at {place}", { place: row.meet })) : null,
    phone ? h("div.ways", h("a.button", { href: `tel:${phone.phone.replace(/[^+\d]/g, "")}` }, t("Call {name}", phone))) : null);
}
