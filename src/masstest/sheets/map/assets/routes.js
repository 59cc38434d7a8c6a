// Runs and doorstep routes: all of them as thin lines, the chosen ones with numbered stops.

const ROUTE_DASHES = [null, "10 5", "2 5", "12 4 2 4"];
const ROUTE_COLOURS = ["#0b4f8a", "#9a3d00", "#00614a", "#7a2d66", "#444444"];
const SEALED_COLOUR = "#8b0000";

["specimen", "supply", "waste"].forEach((kind) => {
  layers[kind] = L.layerGroup();
});
layers.doorstep = L.layerGroup();

function cornersOf(route) {
  return [route.origin].concat(route.stops.map((stop) => stop.at)).filter((at) => at);
}

function thinLine(route, kind, id, group, look) {
  const corners = cornersOf(route);
  if (corners.length < 2) return;
  route.shape = L.polyline(corners, Object.assign(
    { pane: "routes", renderer: renderers.routes, className: "route", weight: 2 }, look
  ));
  chosenByClick(route.shape, kind, id);
  route.shape.bindTooltip(() => make("span", {}, kind === "run" ? route.plate + " " + id : id), { sticky: true });
  route.shape.addTo(group);
}

Array.from(known.vehicle.values()).forEach((vehicle, order) => {
  vehicle.colour = ROUTE_COLOURS[order % ROUTE_COLOURS.length];
  vehicle.dash = ROUTE_DASHES[Math.floor(order / ROUTE_COLOURS.length) % ROUTE_DASHES.length];
  vehicle.runs.forEach((run) => {
    thinLine(run, "run", run.id, layers[run.kind], {
      color: run.sealed ? SEALED_COLOUR : vehicle.colour,
      dashArray: vehicle.dash,
    });
  });
});

facts.teams.forEach((team) => {
  thinLine(team, "team", team.id, layers.doorstep, {
    color: team.sealed ? SEALED_COLOUR : DOORSTEP_COLOUR,
    dashArray: "1 5",
  });
});

const chosenRoutes = L.layerGroup();

function arrow(from, to, colour) {
  const a = map.project(from, 15);
  const b = map.project(to, 15);
  const degrees = (Math.atan2(b.y - a.y, b.x - a.x) * 180) / Math.PI;
  const middle = map.unproject(a.add(b).divideBy(2), 15);
  const picture = draw(
    "svg",
    { width: 16, height: 16, viewBox: "-8 -8 16 16" },
    draw("path", { d: "M-5 -6L7 0L-5 6L-2 0z", fill: colour, stroke: "#fff", transform: "rotate(" + degrees + ")" })
  );
  return L.marker(middle, {
    pane: "chosen",
    interactive: false,
    keyboard: false,
    icon: L.divIcon({ className: "arrow", html: make("div", {}, picture), iconSize: [16, 16] }),
  });
}

/** Draw `routes` boldly. Stops are numbered; "2.1" is the first stop of the second route. */
function showRoutes(routes) {
  chosenRoutes.clearLayers();
  const numbers = new Map();
  routes.forEach((route, order) => {
    const corners = cornersOf(route);
    const vehicle = known.vehicle.get(route.vehicle);
    const colour = route.sealed ? SEALED_COLOUR : vehicle ? vehicle.colour : DOORSTEP_COLOUR;
    const bold = { pane: "chosen", renderer: renderers.chosen, interactive: false };
    L.polyline(corners, Object.assign({ color: "#fff", weight: 8, opacity: 0.9 }, bold)).addTo(chosenRoutes);
    L.polyline(corners, Object.assign({ color: colour, weight: 4, className: "chosen-route" }, bold)).addTo(chosenRoutes);
    corners.slice(1).forEach((corner, at) => {
      if (!L.latLng(corner).equals(L.latLng(corners[at]))) {
        arrow(corners[at], corner, colour).addTo(chosenRoutes);
      }
    });
    route.stops.forEach((stop, at) => {
      if (!stop.at) return;
      const key = stop.at.join();
      const label = (routes.length > 1 ? order + 1 + "." : "") + (at + 1);
      if (!numbers.has(key)) numbers.set(key, { at: stop.at, labels: [], colour: colour });
      numbers.get(key).labels.push(label);
    });
    if (route.origin) {
      L.circleMarker(route.origin, Object.assign({ radius: 5, color: colour, fillColor: "#fff", fillOpacity: 1 }, bold)).addTo(chosenRoutes);
    }
  });
  numbers.forEach((stop) => {
    const shown = stop.labels.length > 4 ? stop.labels.slice(0, 3).concat("…") : stop.labels;
    const text = make("span", {}, shown.join(" "));
    text.style.backgroundColor = stop.colour;
    L.marker(stop.at, {
      pane: "chosen",
      interactive: false,
      keyboard: false,
      zIndexOffset: 1000,
      icon: L.divIcon({ className: "stop-number", html: text, iconSize: null }),
    }).addTo(chosenRoutes);
  });
}
