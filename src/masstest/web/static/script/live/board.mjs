// The board on a desk or a phone.

import { makeChart } from "./chart.mjs";
import { follow } from "./following.mjs";
import { canDraw, makeMap } from "./map.mjs";
import { drawSign } from "./map_signs.mjs";
import { apply, startTree } from "./tree.mjs";

const board = document.getElementById("board");
const words = JSON.parse(board.dataset.words);
const ALWAYS = ["glance", "wrong"];
const UNSEEN_MS = 10000; // parts that nobody sees at the moment
const CHART_MS = 10000;
const MAP_MS = 3000;

const parts = [...document.querySelectorAll("[data-part]")];
const inView = new Set();
const askedAt = new Map();
const drawnAt = { curves: 0, map: 0 };
let curves = null;
let chart = null;
let kind = "persons";
let showMap = null;
let ask = () => {};

const watcher = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) {
    if (isIntersecting) inView.add(target.dataset.part || target.id);
    else inView.delete(target.dataset.part || target.id);
  }
  if (entries.some((entry) => entry.isIntersecting)) ask(); // it may be older than what was seen
}, { rootMargin: "200px" });
for (const part of parts) watcher.observe(part);
watcher.observe(document.getElementById("board-map"));
watcher.observe(document.getElementById("chart"));

function wanted() {
  const now = Date.now();
  const names = parts.map((part) => part.dataset.part).filter((name) => (
    ALWAYS.includes(name) || inView.has(name) || now - (askedAt.get(name) || 0) > UNSEEN_MS
  ));
  for (const name of names) askedAt.set(name, now);
  return names;
}

async function read(address) {
  const query = board.dataset.street ? `?${new URLSearchParams({ street: board.dataset.street })}` : "";
  const answer = await fetch(address + query, { headers: { "HX-Request": "true" } });
  if (!answer.ok || answer.headers.has("HX-Redirect")) throw new Error(`${address}: ${answer.status}`);
  return answer.json();
}

// At most every `between` milliseconds; a failure is told by what follows the round.
async function refresh(name, between, show) {
  if (Date.now() - drawnAt[name] < between) return;
  drawnAt[name] = Date.now();
  try {
    await show(await read(board.dataset[name]));
  } catch (error) {
    console.debug(error);
  }
}

function showCurves(fresh) {
  curves = fresh;
  chart ||= makeChart(document.getElementById("chart"), words);
  chart.show(curves, kind);
}

async function showFeatures(features) {
  if (showMap) {
    showMap(features);
    return;
  }
  showMap = () => {}; // while it is being made
  const frame = document.getElementById("board-map");
  showMap = await makeMap(frame, board.dataset, features);
}

function shown(answer, changed) {
  if (changed.includes("places")) apply();
  if (inView.has("chart")) refresh("curves", CHART_MS, showCurves);
  if (inView.has("board-map") && drawable) refresh("map", MAP_MS, showFeatures);
}

for (const button of document.querySelectorAll("[data-curve]")) {
  button.addEventListener("click", () => {
    kind = button.dataset.curve;
    for (const each of document.querySelectorAll("[data-curve]")) {
      each.setAttribute("aria-pressed", String(each === button));
    }
    if (curves) chart.show(curves, kind);
  });
}
for (const select of document.querySelectorAll("select[data-sends]")) {
  select.addEventListener("change", () => select.form.requestSubmit());
}
for (const canvas of document.querySelectorAll("canvas[data-sign]")) drawSign(canvas, canvas.dataset.sign);

const drawable = canDraw();
if (!drawable) {
  document.getElementById("board-map").hidden = true;
  document.getElementById("no-map").hidden = false;
}
document.documentElement.classList.add("scripted");
startTree(words);
refresh("curves", 0, showCurves);
if (drawable) refresh("map", 0, showFeatures);
ask = follow(wanted, shown);
