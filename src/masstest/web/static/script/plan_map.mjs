// The plan on a map that needs no network; what is selected there is selected in the tables too.

import { prepare } from "./plan_map_features.mjs";
import { CLICKABLE, addLabs, mark, show, style } from "./plan_map_layers.mjs";

const frame = document.getElementById("plan-map");
const CLOSE_PX = 6;
const MANY_RUNS = 60; // so many lines hide the points: then only the run that is chosen is shown

function canDraw() {
  const canvas = document.createElement("canvas");
  return Boolean(window.WebGL2RenderingContext && canvas.getContext("webgl2"));
}

function giveUp() {
  frame.hidden = true;
  document.querySelector(".layers").hidden = true;
  document.getElementById("no-map").hidden = false;
}

async function read(address) {
  const answer = await fetch(address, { credentials: "same-origin" });
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer.json();
}

function bounds(library, features) {
  const box = new library.LngLatBounds();
  const extend = (coordinates) => {
    if (typeof coordinates[0] === "number") box.extend(coordinates);
    else coordinates.forEach(extend);
  };
  for (const feature of features) extend(feature.geometry.coordinates);
  return box;
}

function said(lines) {
  const words = document.createElement("div");
  lines.filter(Boolean).forEach((text, number) => {
    const part = document.createElement(number === 0 ? "strong" : "p");
    part.textContent = text;
    words.append(part);
  });
  return words;
}

function draw(library, data) {
  library.setWorkerUrl(frame.dataset.worker);
  const everything = [...data.places.features, ...data.routes.features];
  const map = new library.Map({
    container: frame,
    style: style(data),
    bounds: everything.length ? bounds(library, everything) : undefined,
    fitBoundsOptions: { padding: 30, maxZoom: 15 },
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    maxZoom: 18,
  });
  map.touchZoomRotate.disableRotation();
  map.addControl(new library.NavigationControl({ showCompass: false }));
  map.addControl(new library.ScaleControl({}));
  const popup = new library.Popup({ closeButton: false, focusAfterOpen: false, maxWidth: "18rem" });

  function choose(key, go) {
    const features = data.found.get(key) || [];
    mark(map, key);
    if (!features.length) return popup.remove();
    const box = bounds(library, features);
    popup.setLngLat(box.getCenter()).setDOMContent(said(data.describe(features[0].properties))).addTo(map);
    if (go) map.fitBounds(box, { padding: 80, maxZoom: Math.max(map.getZoom(), 14), duration: 400 });
  }

  function under(spot) {
    if (!map.getLayer("labs")) return undefined;
    const box = [[spot.x - CLOSE_PX, spot.y - CLOSE_PX], [spot.x + CLOSE_PX, spot.y + CLOSE_PX]];
    const found = map.queryRenderedFeatures(box, { layers: CLICKABLE });
    return found.sort((a, b) => CLICKABLE.indexOf(a.layer.id) - CLICKABLE.indexOf(b.layer.id))[0];
  }

  map.on("load", () => {
    addLabs(map);
    const runs = data.routes.features.filter((route) => route.properties.kind === "specimen");
    if (runs.length > MANY_RUNS) document.querySelector("[data-layer=specimen]").checked = false;
    for (const box of document.querySelectorAll("[data-layer]")) {
      const apply = () => show(map, box.dataset.layer, box.checked);
      box.addEventListener("change", apply);
      apply();
    }
    frame.dataset.drawn = "yes";
  });
  map.on("click", (event) => {
    const feature = under(event.point);
    if (!feature) return;
    const { key } = feature.properties;
    choose(key, false);
    document.dispatchEvent(new CustomEvent("plan:selected", { detail: { key, source: "map" } }));
  });
  map.on("mousemove", (event) => {
    map.getCanvas().style.cursor = under(event.point) ? "pointer" : "";
  });
  document.addEventListener("plan:selected", (event) => {
    if (event.detail.source === "table") choose(event.detail.key, true);
  });
}

async function start() {
  if (!canDraw()) {
    giveUp();
    return;
  }
  try {
    const [library, points, runs] = await Promise.all([
      import(frame.dataset.library),
      read(frame.dataset.points),
      read(frame.dataset.runs),
    ]);
    draw(library, prepare(points, runs, JSON.parse(frame.dataset.words)));
  } catch (error) {
    console.error(error);
    giveUp();
  }
}

start();
