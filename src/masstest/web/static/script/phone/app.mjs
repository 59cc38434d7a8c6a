// The shell: who this phone is, its task, the outbox, and the page of its kind of place.
//
// A kind of place is {kind, title(app), show(app)}; show fills app.main and app.foot, and is called
// again whenever anything has changed. What it may use is described at `app` below.

import { fill, h } from "./dom.mjs";
import { driver } from "./driver/driver.mjs";
import { wrong } from "./feedback.mjs";
import { header } from "./header.mjs";
import { lab } from "./lab/lab.mjs";
import { outbox } from "./outbox.mjs";
import { point } from "./point/point.mjs";
import { roundTime } from "./round_time.mjs";
import { ignoreSecondTap } from "./second_tap.mjs";
import { AskAgain, connect, LoginNeeded, Refused, Unreachable } from "./server.mjs";
import { isSheetOpen } from "./sheet.mjs";
import { openStore } from "./store.mjs";
import { team } from "./team/team.mjs";
import { told } from "./told.mjs";
import { language, speak, t } from "./words.mjs";

const KINDS = [driver, point, team, lab];
const TASK_EVERY_MS = 30000;
const SERVER_BEHIND_MS = 2500; // the task may not know yet what was reported just before
const LEAST_PAUSE_MS = 1000;
const TASK_SOON_MS = 8000; // while a box is held: somebody waits for its release

const main = document.getElementById("main");
const foot = document.getElementById("foot");
const top_ = document.getElementById("top");

// What a page of a kind may use.
const app = {
  main,
  foot,
  task: null, // as GET /api/v1/rounds/{id}/task told it last
  taskMs: 0, // when, by this phone's clock
  mine: [], // what was reported here: {event_id, sent, state, problem, settled_ms}
  events: [], // what this place has reported, here or elsewhere, in order; corrections applied
  time: roundTime(),
  person: "", // staff id, or the name that was typed
  network: "unknown", // until the server was asked; then online | offline | login
  // The page shows at once what is reported; what is promised is that it is kept.
  report: async (...facts) => report(facts),
  correct: async (eventId, reason, fact) =>
    report([{ fact: { kind: "correction", corrects: eventId, fact: fact || null, reason }, place: "" }]),
  drop: async (eventId) => queue.drop(eventId),
  refresh: () => { fetchTask(); return queue.now(); },
  render: () => render(),
  isFull: () => store.isFull(), // what isn't sent would be lost with the page
  isWriting: () => Boolean(store) && store.isWriting(), // what was reported isn't kept yet
  fact: (name) => store.fact(`${ownerKey()}/${name}`), // small things that outlive a reload
  keepFact: (name, value) => store.keepFact(`${ownerKey()}/${name}`, value),
  choosePerson: async (person) => { app.person = person; await app.keepFact("person", person); render(); },
  chooseLanguage: async (lang) => { speak(lang); await store.keepFact("lang", lang); render(); },
  waitingOfOthers: 0,
};

let store = null;
let queue = null;
let server = null;
let tag = null;
let taskTimer = 0;
let asked = 0; // for the events that are kept, and the latest of those answers that came
let answered = 0;
let problem = null; // instead of a task: words, and what to do

function ownerKey() {
  return `${app.task.round.round_id}/${app.task.place.kind}/${app.task.place.id}`;
}

// A fact, or {fact, place} where it was somewhere else than at the own place.
function report(facts) {
  const placed = facts.map((each) => (each.fact ? each : { fact: each, place: app.task.place.id }));
  return queue.report(placed, app.person);
}

// Whoever taps on right away must not find the page as it was before.
function reported(events) {
  app.mine = [...app.mine, ...events];
  app.events = told(app);
  ignoreSecondTap();
  render();
}

async function changed() {
  if (!app.task) return render();
  const before = new Set(app.mine.filter(isBad).map((event) => event.event_id));
  const turn = ++asked;
  const mine = await queue.events();
  if (turn < answered) return; // a later answer was quicker
  answered = turn;
  app.mine = mine;
  app.waitingOfOthers = await queue.ofOthers();
  app.events = told(app);
  if (app.mine.some((event) => isBad(event) && !before.has(event.event_id))) {
    wrong();
    soon();
  }
  render();
}

function isBad(event) {
  return event.state === "held" || event.state === "refused";
}

function render() {
  const focused = document.activeElement;
  const words = focused && focused.closest("main, footer, header") ? focused.textContent : "";
  draw();
  if (!words || focused.isConnected) return;
  // whoever goes by the keyboard stays where they were
  const same = [...document.querySelectorAll(focused.tagName)].find((each) => each.textContent === words);
  if (same) same.focus();
}

function draw() {
  header(top_, app);
  if (!app.task) {
    fill(foot);
    fill(main, problem ? problem() : h("p.quiet", t("One moment …")));
    return;
  }
  document.body.dataset.kind = app.task.place.kind; // laboratories have large screens
  const page = KINDS.find((each) => each.kind === app.task.place.kind);
  if (page) page.show(app);
  else fill(main, h("p", t("There is no page for this kind of place yet.")));
}

function network(state) {
  if (app.network === state) return;
  if (state === "login") soon(); // whoever logs in elsewhere on this phone is found out
  app.network = state;
  render();
}

async function take(task) {
  const known = await store.fact("clock");
  const clock = app.time.set(task.clock, task.round.round_id, known);
  await store.keepFact("clock", clock);
  await use(task);
}

async function use(task) {
  app.task = task;
  queue.belongTo(ownerKey(), task.round.round_id);
  const chosen = await app.fact("person");
  app.person = chosen || app.person || "";
  await changed();
}

// The task, from the server if it answers; what is kept stays good until then.
async function fetchTask() {
  clearTimeout(taskTimer);
  let again_ms = 0;
  try {
    const roundId = await ownRound();
    if (roundId) await fetchTaskOf(roundId);
    network("online");
  } catch (error) {
    if (error instanceof LoginNeeded) {
      roundId_ = null; // another card may be another round's
      problem = askForCard;
      network("login");
    } else if (error instanceof Refused) {
      problem = () => note(t("Nothing to do here"), t("There is no plan in force in which you have a task."));
    } else if (error instanceof AskAgain) {
      again_ms = Math.max(error.afterMs, LEAST_PAUSE_MS); // it is no trouble of the network's
    } else if (error instanceof Unreachable) {
      problem = () => note(t("No network"), t("The first time this page needs the network. It goes on by itself."));
      network("offline");
    } else throw error;
    render();
  } finally {
    const held = app.mine.some((event) => event.state === "held");
    taskTimer = setTimeout(fetchTask, again_ms || (held ? TASK_SOON_MS : TASK_EVERY_MS));
  }
}

function soon() {
  clearTimeout(taskTimer);
  taskTimer = setTimeout(fetchTask, SERVER_BEHIND_MS);
}

let roundId_ = null;

async function ownRound() {
  if (roundId_) return roundId_;
  const phone = await server.phone();
  const chosen = phone.rounds[0];
  if (!chosen) {
    problem = () => note(t("Nothing to do here"), t("There is no plan in force in which you have a task."));
    render();
    return null;
  }
  // another card than last time: what is kept is another place's
  const known = await store.fact("login");
  if (known !== phone.login) {
    tag = null;
    await store.keepFact("login", phone.login);
  }
  server.sendAs(phone.login);
  roundId_ = chosen.round_id;
  return roundId_;
}

async function fetchTaskOf(roundId) {
  const asked_ms = Date.now();
  const answer = await server.task(roundId, app.task ? tag : null);
  app.taskMs = asked_ms - SERVER_BEHIND_MS;
  if (answer.task) {
    tag = answer.tag;
    await store.keepFact("task", answer.task);
    await take(answer.task);
  } else await changed(); // nothing new, but that is news of what was reported before
  if (app.time.follow(answer.date)) await store.keepFact("clock", app.time.keep(roundId));
}

function note(title, words) {
  return [h("h1", title), h("p", words)];
}

function askForCard() {
  return note(t("Scan your card"), t("Open the camera and scan the code of your card. What wasn't sent yet is kept."));
}

// The card's page hands over who holds the phone, and in which language: /phone#lang=zh&person=...
function fromAddress() {
  const given = {};
  location.hash.slice(1).split("&").forEach((part) => {
    const [name, value] = part.split("=");
    if (value) given[name] = decodeURIComponent(value);
  });
  if (given.person) history.replaceState(null, "", location.pathname);
  return given;
}

async function keepOpenWithoutNetwork() {
  if (!navigator.serviceWorker) return; // only over https
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    // a new version: taken up when nobody looks
    document.addEventListener("visibilitychange", () => {
      if (document.hidden && !isSheetOpen()) location.reload();
    });
  });
  try {
    await navigator.serviceWorker.register("/phone/worker.js", { scope: "/phone" });
  } catch (error) {
    console.info("no service worker", error); // a certificate that the browser doesn't know
  }
}

async function begin() {
  try {
    store = await openStore();
  } catch (error) {
    console.info("no store", error); // private windows of some browsers
    problem = () => note(t("This browser can't keep reports"), t("Open the card in another browser, or not in a private window."));
    speak(language());
    render();
    return;
  }
  const given = fromAddress();
  if (given.lang) await store.keepFact("lang", given.lang);
  speak((await store.fact("lang")) || language());
  server = connect();
  queue = outbox({ store, server, time: app.time, hooks: { reported, changed, network } });
  const kept = await store.fact("task");
  const clock = await store.fact("clock");
  if (kept && clock && !given.person) {
    app.time.restore(clock);
    await use(kept);
  }
  render();
  await fetchTask();
  if (given.person && app.task) await app.choosePerson(given.person);
  queue.flush();
  setInterval(render, 30000); // times on the page go on
  window.addEventListener("online", fetchTask);
  window.addEventListener("beforeunload", (event) => {
    if (store.isFull() && app.mine.some((each) => each.state === "waiting")) event.preventDefault();
  });
  await store.forgetOld();
  if (navigator.storage && navigator.storage.persist) navigator.storage.persist();
  await keepOpenWithoutNetwork();
}

begin();
