// The map itself: no tiles, only what the plan knows.

const map = L.map("map", {
  attributionControl: false,
  zoomControl: false,
  zoomSnap: 0.5,
  zoomDelta: 1,
  minZoom: 8,
  maxZoom: 18,
  center: [34.36, 107.15],
  zoom: 12,
});

// Later panes lie over earlier ones.
const PANES = ["ground", "lines", "zones", "compounds", "routes", "points", "chosen", "names"];
const renderers = {};
PANES.forEach((name, order) => {
  const pane = map.createPane(name);
  pane.style.zIndex = 400 + 10 * order;
  renderers[name] = L.svg({ pane: name, padding: 0.5 });
});
map.getPane("names").classList.add("leaflet-zoom-hide");
map.getPane("names").style.pointerEvents = "none";

L.control.zoom({ position: "topleft", zoomInTitle: say("zoom_in"), zoomOutTitle: say("zoom_out") }).addTo(map);
L.control.scale({ position: "bottomleft", imperial: false, maxWidth: 140 }).addTo(map);

function boundsOf(positions) {
  return L.latLngBounds(positions.filter((at) => at));
}

const everywhere = boundsOf(
  [].concat(facts.points, facts.compounds, facts.labs).map((place) => place.at)
);

/** Move the map so that `positions` are seen, not closer than is useful. */
function lookAt(positions, closest) {
  const bounds = boundsOf(positions);
  if (!bounds.isValid()) return;
  map.fitBounds(bounds, { padding: [40, 40], maxZoom: closest || 16, animate: false });
}

/** Sizes on the map grow with the zoom, within limits in which they can be read. */
function sizeFactor() {
  return Math.max(0.42, Math.min(1.15, 0.42 + (map.getZoom() - 12) * 0.16));
}

const ground = L.layerGroup();
facts.streets.forEach((street, order) => {
  street.shape = L.polygon(street.outline, {
    pane: "ground",
    renderer: renderers.ground,
    interactive: false,
    className: "street ground-" + (order % 4),
  }).addTo(ground);
});
