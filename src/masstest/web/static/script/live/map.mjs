// Points by their state, laboratories, and vehicles where they last reported, without a network.

import { SIGNS, signImage } from "./map_signs.mjs";

const ORDER = ["match", ["slice", ["get", "key"], 0, 3], "poi", 0, "lab", 1, 2];

const SIZE = ["interpolate", ["linear"], ["zoom"], 10, 0.6, 13, 1];

/** A map in `frame`; the promise is of a function that shows newer features. */
export async function makeMap(frame, { library, worker }, data) {
  const maplibre = await import(library);
  maplibre.setWorkerUrl(worker);
  const box = new maplibre.LngLatBounds();
  for (const feature of data.features) box.extend(feature.geometry.coordinates);
  const map = new maplibre.Map({
    container: frame,
    style: {
      version: 8,
      sources: { things: { type: "geojson", data } },
      layers: [{ id: "ground", type: "background", paint: { "background-color": "#f7f9f8" } }],
    },
    bounds: data.features.length ? box : undefined,
    fitBoundsOptions: { padding: 40, maxZoom: 15 },
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    maxZoom: 18,
    cooperativeGestures: false,
  });
  map.touchZoomRotate.disableRotation();
  map.scrollZoom.disable(); // the page is scrolled past it all the time
  map.addControl(new maplibre.NavigationControl({ showCompass: false }));
  map.addControl(new maplibre.ScaleControl({}));
  const popup = new maplibre.Popup({ closeButton: false, focusAfterOpen: false, maxWidth: "18rem" });
  let latest = data;
  let chosen = "";

  function say() {
    const feature = latest.features.find((each) => each.properties.key === chosen);
    if (!feature) {
      popup.remove();
      return;
    }
    popup.setLngLat(feature.geometry.coordinates).setDOMContent(said(feature.properties.lines));
    if (!popup.isOpen()) popup.addTo(map);
  }

  await new Promise((resolve) => { map.on("load", resolve); });
  for (const sign of SIGNS) map.addImage(sign, signImage(sign), { pixelRatio: 2 });
  map.addLayer({
    id: "things",
    type: "symbol",
    source: "things",
    layout: { "icon-image": ["get", "sign"], "icon-size": SIZE, "icon-allow-overlap": true, "icon-ignore-placement": true, "symbol-sort-key": ORDER },
  });
  map.on("click", (event) => {
    const { x, y } = event.point;
    const found = map.queryRenderedFeatures([[x - 6, y - 6], [x + 6, y + 6]], { layers: ["things"] });
    chosen = found[0]?.properties.key || "";
    say();
  });
  map.on("mousemove", (event) => {
    const over = map.queryRenderedFeatures(event.point, { layers: ["things"] }).length > 0;
    map.getCanvas().style.cursor = over ? "pointer" : "";
  });
  frame.dataset.drawn = "yes";
  return (fresh) => {
    latest = fresh;
    map.getSource("things").setData(fresh);
    if (chosen) say();
  };
}

function said(lines) {
  const words = document.createElement("div");
  lines.forEach((text, number) => {
    const part = document.createElement(number === 0 ? "strong" : "p");
    part.textContent = text;
    words.append(part);
  });
  return words;
}

export function canDraw() {
  const canvas = document.createElement("canvas");
  return Boolean(window.WebGL2RenderingContext && canvas.getContext("webgl2"));
}
