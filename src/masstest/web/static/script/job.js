// A job's page: asks for its changing part whenever something happened, draws the gap curve, and
// opens the plan once it is there. The server writes all words; this only fetches them.
"use strict";

const box = document.getElementById("job");
const now = document.getElementById("now");
const POLL_MS = 2000;
const QUIET_MS = 5000; // without events: the queue moves without telling
const SYMBOLS = ["circle", "rect", "triangle", "diamond", "pin", "arrow"];
let chart = null;
let source = null;
let fetching = false;
let again = false;
let timer = 0;

const part = () => box.firstElementChild;
const over = () => part().dataset.over === "yes";

async function refresh() {
  if (fetching) {
    again = true;
    return;
  }
  fetching = true;
  try {
    const answer = await fetch(box.dataset.progress, { headers: { "HX-Request": "true" } });
    const elsewhere = answer.headers.get("HX-Redirect"); // the session has ended
    if (elsewhere) {
      window.location.assign(elsewhere);
      return;
    }
    if (answer.ok) show(await answer.text());
  } catch {
    now.textContent = document.body.dataset.unreachable;
  } finally {
    fetching = false;
  }
  if (again) {
    again = false;
    refresh();
  }
}

function show(html) {
  const held = chart;
  const inner = document.createRange().createContextualFragment(html);
  const focused = document.activeElement && box.contains(document.activeElement);
  box.replaceChildren(inner);
  if (focused) box.querySelector("a, button, [tabindex]")?.focus();
  const words = part().dataset.now;
  if (now.textContent !== words) now.textContent = words; // said aloud only when it changes
  if (held) held.dispose();
  chart = null;
  draw();
  if (over()) finish();
}

function finish() {
  source?.close();
  window.clearInterval(timer);
  document.getElementById("stop")?.remove();
  if (part().dataset.plan) window.location.assign(part().dataset.plan);
}

function draw() {
  const place = box.querySelector("[data-place=chart]");
  if (!place || !window.echarts) return;
  const stages = new Map();
  for (const row of box.querySelectorAll("[data-curve] tbody tr")) {
    const points = stages.get(row.dataset.stage) || [];
    points.push([Number(row.dataset.at), 100 * Number(row.dataset.gap)]);
    stages.set(row.dataset.stage, points);
  }
  place.setAttribute("role", "img");
  place.setAttribute("aria-label", box.dataset.chart);
  chart = window.echarts.init(place);
  chart.setOption({
    animation: false,
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
    grid: { left: 56, right: 24, top: 56, bottom: 48 },
    legend: { top: 0, type: "scroll" },
    xAxis: { type: "value", min: 0, name: box.dataset.seconds, nameLocation: "middle", nameGap: 28 },
    yAxis: { type: "value", min: 0, name: box.dataset.gap },
    series: [...stages].map(([name, data], index) => ({
      type: "line", name, data, symbol: SYMBOLS[index % SYMBOLS.length], symbolSize: 11,
    })),
  });
}

function follow() {
  source = new EventSource(`${box.dataset.events}?after=${part().dataset.after}`);
  for (const kind of ["state", "stage", "note"]) source.addEventListener(kind, refresh);
  source.addEventListener("end", () => {
    source.close();
    refresh();
  });
  source.addEventListener("error", () => {
    if (source.readyState !== EventSource.CLOSED) return; // the browser tries again itself
    window.clearInterval(timer);
    timer = window.setInterval(refresh, POLL_MS);
  });
  timer = window.setInterval(refresh, QUIET_MS);
}

window.addEventListener("resize", () => chart?.resize());
draw();
if (box.dataset.over === "no") follow();
