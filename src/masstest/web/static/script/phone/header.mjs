// The strip on top of every page: whose phone, how many wait to be sent, and a menu.

import { openCalls } from "./calls.mjs";
import { fill, h } from "./dom.mjs";
import { closeSheet, openSheet } from "./sheet.mjs";
import { N, clock, language, t } from "./words.mjs";

const placeName = ({ kind, id, name }) => (kind === "team" && name === id ? t("Doorstep team {id}", { id }) : name);

export function header(frame, app) {
  const waiting = app.mine.filter((event) => event.state === "waiting").length;
  const refused = app.mine.filter((event) => event.state === "refused");
  const name = app.task ? placeName(app.task.place) : "masstest";
  fill(frame,
    h("div.bar",
      h("strong.name", name),
      h("span.now", app.task ? clock(app.time.nowMin()) : ""),
      h("button.menu", { type: "button", onclick: () => menu(app), "aria-label": t("Menu") }, "☰")),
    h("button.outbox", {
      type: "button", "aria-live": "polite", onclick: () => app.refresh(),
      class: `outbox ${stateOf(app, waiting)}`, id: "outbox",
    }, said(app, waiting)),
    app.task && app.task.round.is_demo ? h("p.strip.amber", t("Demo: everything is made up.")) : null,
    app.task && app.isFull()
      ? h(waiting ? "p.strip.red" : "p.strip.amber", { role: "alert" },
        waiting ? t("This phone has no room left. Don't close this page before everything is sent.")
          : t("This phone has no room left: delete photos or apps. Without a network, reports would be lost with this page."))
      : null,
    app.waitingOfOthers
      ? h("p.strip.amber", t("Reports of another card that wait here: {count}. Scan that card to send them.", { count: app.waitingOfOthers }))
      : null,
    refused.length ? h("button.strip.red", { type: "button", onclick: () => showRefused(app) },
      t("Not accepted: {count}. Look here.", { count: refused.length })) : null);
}

// Neither "waiting" nor "sent" is said before the phone has it for good.
function stateOf(app, waiting) {
  if (app.network === "login") return "red";
  if (app.isWriting()) return "grey";
  if (waiting) return "amber";
  return app.network === "online" ? "green" : "grey";
}

function said(app, waiting) {
  if (app.network === "login") {
    return waiting
      ? t("Waiting to send: {count}. Scan your card again.", { count: waiting })
      : t("Scan your card again.");
  }
  if (app.isWriting()) return t("One moment …");
  if (waiting) return t("Waiting to send: {count}", { count: waiting });
  if (app.network === "online") return t("Everything is sent");
  if (app.network === "unknown") return t("One moment …");
  return t("No network. You can go on.");
}

function personOf(app) {
  const found = app.task.crew.find((each) => each.staff_id === app.person);
  return found ? found.name : app.person || "–";
}

function menu(app) {
  const other = language() === "zh" ? "en" : "zh";
  const body = [];
  if (app.task) {
    body.push(
      h("p", t("{district} · {date} · round {number}", app.task.round)),
      h("p", t("Who holds this phone: {name}", { name: personOf(app) })),
      ...app.task.crew.map((each) =>
        h("button", { type: "button", onclick: () => { closeSheet(); app.choosePerson(each.staff_id); } }, t("I am {name}", { name: each.name }))),
      h("button", { type: "button", onclick: () => askForHelp(app, app.task.place.kind === "vehicle" ? undefined : []) }, t("I need help")),
      ...openCalls(app, closeSheet));
  }
  body.push(h("button", { type: "button", lang: other === "zh" ? "zh-CN" : "en", onclick: () => { closeSheet(); app.chooseLanguage(other); } },
    other === "zh" ? "中文" : "English"));
  openSheet({ title: t("Menu"), body });
}

const TROUBLES = [N("Breakdown"), N("Traffic jam"), N("Accident"), N("I can't find the place")];

// What goes wrong on the way, in one tap or in words.
export function askForHelp(app, troubles = TROUBLES.map((each) => t(each))) {
  const words = h("textarea", { id: "help-words", rows: "3", maxlength: "300" });
  const send = (text) => {
    closeSheet();
    app.report({ kind: "help_needed", text });
  };
  openSheet({
    title: t("I need help"),
    body: [
      ...troubles.map((each) => h("button", { type: "button", onclick: () => send(each) }, each)),
      h("div.field", h("label", { for: "help-words" }, t("Or in your own words")), words),
    ],
    actions: [h("button.main", { type: "button", onclick: () => { if (words.value.trim()) send(words.value.trim()); } }, t("Ask for help"))],
  });
}

// What the server didn't take, why, and what to do about it.
function showRefused(app) {
  const refused = app.mine.filter((event) => event.state === "refused");
  openSheet({
    title: t("Not accepted"),
    body: refused.map((event) =>
      h("div.card.red",
        h("p", h("strong", factInWords(event.sent.fact)), ` · ${clock(app.time.minuteOf(event.sent.at))}`),
        h("p", (event.problem && (event.problem.detail || event.problem.title)) || t("The server gives no reason.")),
        h("p", t("It is not on record. Do it again if it is right; put it aside if it was a mistake.")),
        h("button", { type: "button", onclick: () => again(app, event) }, t("Report it again")),
        h("button", { type: "button", onclick: async () => { await app.drop(event.event_id); closeSheet(); } }, t("Put it aside")))),
  });
}

async function again(app, event) {
  closeSheet();
  await app.report(event.sent.fact);
  await app.drop(event.event_id);
}

const FACTS = {
  vehicle_arrived: N("Arrived"),
  vehicle_departed: N("Departed"),
  run_confirmed: N("Run seen"),
  box_handed_over: N("Box {box_id} taken"),
  box_delivered: N("Box {box_id} handed over to the laboratory"),
  waste_taken: N("Waste taken"),
  help_needed: N("Help asked for"),
  call_settled: N("What was asked for has come"),
  correction: N("Correction"),
};

// Other kinds of place add what they report, by the kind of the fact.
export function addFacts(more) {
  Object.assign(FACTS, more);
}

export function factInWords(fact) {
  return fact.kind in FACTS ? t(FACTS[fact.kind], fact) : fact.kind;
}
