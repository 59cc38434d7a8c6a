// Stops on the driver's page: the present one large, all of them as a list.

import { h } from "../dom.mjs";
import { amapAppLink, amapLink, geoLink } from "../map_links.mjs";
import { closeSheet, openSheet } from "../sheet.mjs";
import { N, clock, t } from "../words.mjs";

const KINDS = {
  pickup: N("Pick up boxes"),
  deliver: N("Deliver to the laboratory"),
  supply: N("Bring supplies"),
  waste: N("Take waste"),
};
const FETCH = N("Fetch boxes from this laboratory");
const SOON_MIN = 5;

function doing(stop) {
  return stop.kind === "pickup" && stop.place_kind === "lab" ? FETCH : KINDS[stop.kind];
}

// How late: words and a tone.
export function lateness(app, stop) {
  const now = stop.arrived ? stop.arrived.at_min : app.time.nowMin();
  const late = Math.floor(now - stop.arrive_min);
  if (late > SOON_MIN) return { words: t("{minutes} min late", { minutes: late }), tone: late > 15 ? "red" : "amber" };
  if (late < -SOON_MIN) return { words: stop.arrived ? t("early") : t("in {minutes} min", { minutes: -late }), tone: "green" };
  return { words: t("on time"), tone: "green" };
}

export function changeMark(stop) {
  if (!stop.change) return null;
  return h("span.mark", stop.change.kind === "new"
    ? t("New")
    : t("Was {time}", { time: clock(stop.change.was_min) }));
}

export function stopCard(app, stop) {
  const late = lateness(app, stop);
  return h("section.card.stop", { "aria-labelledby": "stop-name" },
    h("p.kind", t(doing(stop)), changeMark(stop)),
    h("h1", { id: "stop-name" }, stop.name),
    h("p.address", [stop.place_kind === "team" ? t("Doorstep team {id}", { id: stop.place_id }) : stop.place_id, stop.address].filter(Boolean).join(" · ")),
    h("p.times",
      h("strong", clock(stop.arrive_min)),
      h(`span.badge.${late.tone}`, late.words),
      stop.arrived ? h("span.badge", t("arrived {time}", { time: clock(stop.arrived.at_min) })) : null),
    stop.tubes ? h("p", t("Expected tubes: about {tubes}, boxes: {boxes}", stop)) : null,
    stop.key_tubes ? h("p.key", t("Key-group tubes among them: {key_tubes}", stop)) : null,
    doing(stop) === FETCH ? h("p", t("It was lost. Of the boxes that it hasn't started take about so many tubes, key groups first; count them and read the seals.")) : null,
    h("div.ways",
      stop.gcj02 && !stop.arrived ? h("button", { type: "button", onclick: () => navigate(stop) }, t("Navigate")) : null,
      ...stop.contacts.filter((each) => each.phone).slice(0, 2).map((each) =>
        h("a.button", { href: `tel:${each.phone.replace(/[^+\d]/g, "")}` }, t("Call {name}", { name: each.name })))));
}

export function navigate(stop) {
  const link = (address, words) => h("a.button.wide", { href: address, rel: "noreferrer", onclick: () => setTimeout(closeSheet, 500) }, words);
  openSheet({
    title: stop.name,
    body: [
      link(amapLink(stop), t("Amap")),
      link(amapAppLink(stop), t("Amap app without a network")),
      link(geoLink(stop), t("Another map app")),
    ],
  });
}

let listIsOpen = false; // it stays so when the page is drawn again

export function stopList(app, day, present, choose) {
  let run = null;
  const rows = [];
  day.stops.forEach((stop) => {
    if (stop.run_id !== run) {
      run = stop.run_id;
      rows.push(h("h3", t("Run {run_id}", { run_id: run })));
    }
    rows.push(row(stop, present, choose));
  });
  const toggled = (event) => { listIsOpen = event.target.open; };
  return h("details.all", { open: listIsOpen, ontoggle: toggled }, h("summary", t("All stops of today: {count}", { count: day.stops.length })), rows);
}

function row(stop, present, choose) {
  const isPresent = present && stop.key === present.key;
  const state = stop.departed ? "✓" : isPresent ? "➤" : "";
  const words = [
    h("span.state", { "aria-label": stop.departed ? t("done") : isPresent ? t("now") : "" }, state),
    h("span.time", clock(stop.arrive_min)),
    h("span.where", stop.name, " ", changeMark(stop)),
  ];
  if (stop.departed) return h("p.stop-row.done", words);
  return h("button.stop-row", { type: "button", "aria-current": isPresent ? "step" : null, onclick: () => choose(stop.key) }, words);
}
