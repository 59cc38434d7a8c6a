// The plan's GeoJSON made ready to be drawn: keys as in the tables, colours, lines to the points.

const POINT_COLOURS = [
  "#1f6f8b", "#b5533c", "#4f7a28", "#7a3fa0", "#a8761a", "#2f57b0", "#a02c6b", "#28807a", "#6b5b3e", "#585f9e",
];
const RUN_COLOURS = ["#7a3fa0", "#1b6ca8", "#b0572a", "#2f7d4f", "#a02c6b", "#7b6a12", "#3d4f9f", "#8a2f2f"];
const NEAR = 4;

/** Sources for the map, and for every key its features and where they are. */
export function prepare(points, runs, words) {
  const colour = colours(points.features.filter((f) => f.properties.kind === "point"));
  const places = points.features.map((f) => place(f, colour));
  const routes = runs.features.filter((f) => f.properties.kind !== "stop").map(route(vehicleColours(runs.features)));
  const names = new Map(places.map((f) => [f.properties.key, f.properties.name]));
  return {
    places: collection(places),
    routes: collection(routes),
    ties: collection(ties(places)),
    found: byKey([...places, ...routes]),
    describe: (properties) => describe(properties, names, words),
  };
}

function collection(features) {
  return { type: "FeatureCollection", features };
}

function keyOf(p) {
  if (p.kind === "point") return `point:${p.site_id}`;
  if (p.kind === "compound") return `compound:${p.compound_id}`;
  if (p.kind === "lab") return `lab:${p.lab_id}`;
  if (p.kind === "doorstep") return `team:${p.team_id}`;
  return `run:${p.run_id}`;
}

function place(feature, colour) {
  const p = feature.properties;
  const site = p.kind === "point" ? p.site_id : (p.site_ids || [])[0];
  return { ...feature, properties: { ...p, key: keyOf(p), site: site || "", colour: colour.get(site) || "#4a545b" } };
}

function route(colourOf) {
  return (feature) => {
    const p = feature.properties;
    return { ...feature, properties: { ...p, key: keyOf(p), colour: colourOf(p) } };
  };
}

function vehicleColours(features) {
  const vehicles = [...new Set(features.map((f) => f.properties.vehicle_id).filter(Boolean))].sort();
  return (p) => {
    if (p.kind === "doorstep") return "#97131c";
    if (p.kind !== "specimen") return "#54616a";
    return RUN_COLOURS[vehicles.indexOf(p.vehicle_id) % RUN_COLOURS.length];
  };
}

// Points get the colour that their nearest neighbours have least.
function colours(points) {
  const given = new Map();
  for (const point of points) {
    const near = points
      .filter((other) => given.has(other.properties.site_id))
      .sort((a, b) => distance(point, a) - distance(point, b))
      .slice(0, NEAR)
      .map((other) => given.get(other.properties.site_id));
    const start = given.size % POINT_COLOURS.length;
    const turned = [...POINT_COLOURS.slice(start), ...POINT_COLOURS.slice(0, start)];
    given.set(point.properties.site_id, turned.find((colour) => !near.includes(colour)) || turned[0]);
  }
  return given;
}

function distance(one, other) {
  const [x, y] = one.geometry.coordinates;
  const [u, v] = other.geometry.coordinates;
  return (x - u) ** 2 + 1.4 * (y - v) ** 2;
}

// From every compound to each point that serves it.
function ties(places) {
  const at = new Map(places.filter((f) => f.properties.kind === "point").map((f) => [f.properties.site_id, f]));
  return places
    .filter((f) => f.properties.kind === "compound")
    .flatMap((compound) =>
      (compound.properties.site_ids || []).filter((site) => at.has(site)).map((site) => ({
        type: "Feature",
        geometry: { type: "LineString", coordinates: [compound.geometry.coordinates, at.get(site).geometry.coordinates] },
        properties: { site, compound: compound.properties.key, colour: at.get(site).properties.colour },
      })),
    );
}

function byKey(features) {
  const found = new Map();
  for (const feature of features) {
    const key = feature.properties.key;
    found.set(key, [...(found.get(key) || []), feature]);
  }
  return found;
}

// What is said of a feature: its name, then a line of facts.
function describe(p, names, words) {
  const say = (word, fact, value) => words[word].replace(`{${fact}}`, value);
  const clock = (iso) => (iso || "").slice(11);
  switch (p.kind) {
    case "point":
      return [p.name, say("people", "n", p.persons), say("lanes", "n", p.lanes), say("finishes", "at", clock(p.finish_at)), say("spare", "n", p.slack_min)];
    case "compound": {
      const goes = (p.site_ids || []).map((site) => say("goes_to", "point", names.get(`point:${site}`) || site));
      const facts = [p.name, p.walking ? say("people", "n", p.walking) : "", ...goes];
      return [...facts, p.walk_m ? say("walk", "n", p.walk_m) : "", p.doorstep ? say("doorstep", "n", p.doorstep) : ""];
    }
    case "lab":
      return [p.name, say("tubes", "n", p.tubes)];
    case "doorstep":
      return [say("team", "team", p.team_id), say("doorstep", "n", p.persons), `${clock(p.start)}–${clock(p.end)}`];
    default:
      return [`${say("run", "run", p.run_id)} · ${p.plate}`, `${clock(p.start)}–${clock(p.end)}`, say("stops", "n", p.stops), p.tubes ? say("tubes", "n", p.tubes) : ""];
  }
}
