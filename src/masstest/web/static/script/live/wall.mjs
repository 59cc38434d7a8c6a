// The board on a wall: nobody touches it, and it runs for days.

import { makeChart } from "./chart.mjs";
import { follow } from "./following.mjs";

const board = document.getElementById("board");
const words = JSON.parse(board.dataset.words);
const PARTS = ["wall_head", "wall_tubes", "wall_wrong", "wall_streets"];
const TURN_MS = 12000;
const CHART_MS = 20000;
let chart = null;
let drawnAt = 0;
let current = "";

const slides = () => [...document.querySelectorAll("#slides .slide")];

function turn(step) {
  const all = slides();
  const at = Math.max(0, all.findIndex((slide) => slide.dataset.slide === current));
  const next = all[(at + step) % all.length];
  current = next.dataset.slide;
  for (const slide of all) slide.hidden = slide !== next;
}

async function draw() {
  if (Date.now() - drawnAt < CHART_MS) return;
  drawnAt = Date.now();
  const query = board.dataset.street ? `?${new URLSearchParams({ street: board.dataset.street })}` : "";
  try {
    const answer = await fetch(board.dataset.curves + query, { headers: { "HX-Request": "true" } });
    if (!answer.ok || answer.headers.has("HX-Redirect")) return;
    const curves = await answer.json();
    chart ||= makeChart(document.getElementById("chart"), words, "dark");
    chart.show(curves, "persons");
  } catch (error) {
    console.debug(error); // what follows the round tells that there is no connection
  }
}

// The screen stays on where the browser lets a page ask for that.
async function stayAwake() {
  try {
    await navigator.wakeLock?.request("screen");
  } catch (error) {
    console.debug(error);
  }
}

follow(() => PARTS, (answer, changed) => {
  if (answer.version !== board.dataset.version) window.location.reload();
  if (changed.includes("wall_streets")) turn(0);
  draw();
});
turn(0);
draw();
stayAwake();
document.addEventListener("visibilitychange", () => { if (!document.hidden) stayAwake(); });
window.setInterval(() => turn(1), TURN_MS);
