// How the plan is drawn: a style without tiles, glyphs or anything else from a network.

const LAB_SIZE = 22;
const NONE = ["==", ["get", "key"], ""];

const kind = (...kinds) => ["in", ["get", "kind"], ["literal", kinds]];
const radius = ["interpolate", ["linear"], ["sqrt", ["get", "persons"]], 0, 5, 30, 8, 80, 18];

export function style(data) {
  const source = (content) => ({ type: "geojson", data: content });
  return {
    version: 8,
    sources: { places: source(data.places), routes: source(data.routes), ties: source(data.ties) },
    layers: [
      { id: "ground", type: "background", paint: { "background-color": "#f7f9f8" } },
      line("ties", "ties", true, { "line-color": ["get", "colour"], "line-width": 1, "line-opacity": 0.45 }),
      line("goods", "routes", kind("supply", "waste"), { "line-color": ["get", "colour"], "line-width": 2, "line-dasharray": [0.5, 2] }),
      line("specimen", "routes", kind("specimen"), { "line-color": ["get", "colour"], "line-width": 2, "line-opacity": 0.55 }),
      line("doorstep", "routes", kind("doorstep"), { "line-color": ["get", "colour"], "line-width": 2, "line-dasharray": [3, 2] }),
      line("chosen-ties", "ties", NONE, { "line-color": ["get", "colour"], "line-width": 3 }),
      line("chosen-route", "routes", NONE, { "line-color": ["get", "colour"], "line-width": 6 }),
      circle("compounds", kind("compound"), { "circle-radius": 4, "circle-color": ["get", "colour"], "circle-stroke-width": 1, "circle-stroke-color": "#fff" }),
      circle("points", kind("point"), { "circle-radius": radius, "circle-color": ["get", "colour"], "circle-stroke-width": 2, "circle-stroke-color": "#fff" }),
      circle("chosen-place", NONE, { "circle-radius": 16, "circle-opacity": 0, "circle-stroke-width": 4, "circle-stroke-color": "#d97706" }),
    ],
  };
}

/** What can be clicked, what lies on top first. */
export const CLICKABLE = ["points", "labs", "compounds", "specimen", "doorstep", "goods"];
const SWITCHED = { compounds: ["compounds", "ties"], specimen: ["specimen"], doorstep: ["doorstep"], goods: ["goods"] };

export function show(map, name, shown) {
  for (const layer of SWITCHED[name]) map.setLayoutProperty(layer, "visibility", shown ? "visible" : "none");
}

export function mark(map, key) {
  const [sort, id] = [key.split(":")[0], key.slice(key.indexOf(":") + 1)];
  const tie = sort === "point" ? ["==", ["get", "site"], id] : ["==", ["get", "compound"], key];
  map.setFilter("chosen-ties", tie);
  map.setFilter("chosen-route", ["==", ["get", "key"], key]);
  map.setFilter("chosen-place", ["==", ["get", "key"], key]);
}

/** The laboratories' layer needs its sign, which can be added only once the map is there. */
export function addLabs(map) {
  map.addImage("lab", labSign());
  const layout = { "icon-image": "lab", "icon-allow-overlap": true };
  map.addLayer({ id: "labs", type: "symbol", source: "places", filter: kind("lab"), layout }, "chosen-place");
}

// A dark square with a white frame; drawn here, because a picture file would be one more thing to fetch
function labSign() {
  const data = new Uint8Array(LAB_SIZE * LAB_SIZE * 4);
  for (let y = 0; y < LAB_SIZE; y += 1) {
    for (let x = 0; x < LAB_SIZE; x += 1) {
      const edge = Math.min(x, y, LAB_SIZE - 1 - x, LAB_SIZE - 1 - y);
      const cross = edge > 4 && (Math.abs(x - 10.5) < 2 || Math.abs(y - 10.5) < 2);
      const white = (edge >= 1 && edge < 3) || cross;
      data.set(white ? [255, 255, 255, 255] : [26, 34, 40, 255], 4 * (y * LAB_SIZE + x));
    }
  }
  return { width: LAB_SIZE, height: LAB_SIZE, data };
}

function line(id, source, filter, paint) {
  return { id, type: "line", source, filter, layout: { "line-join": "round", "line-cap": "round" }, paint };
}

function circle(id, filter, paint) {
  return { id, type: "circle", source: "places", filter, paint };
}
