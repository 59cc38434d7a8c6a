// Points, compounds and laboratories on the map.

const layers = {
  streets: ground,
  links: L.layerGroup(),
  zones: L.layerGroup(),
  compounds: L.layerGroup(),
  points: L.layerGroup(),
  labs: L.layerGroup(),
};

const mostPersons = Math.max(1, ...facts.points.map((point) => point.persons));
const mostInCompound = Math.max(1, ...facts.compounds.map((compound) => compound.persons));

function pointRadius(persons) {
  return Math.max(map.getZoom() < 12 ? 3.5 : 5, sizeFactor() * 21 * Math.sqrt(persons / mostPersons));
}

function compoundRadius(compound) {
  return Math.max(2.2, sizeFactor() * (3.2 + 4.5 * Math.sqrt(compound.persons / mostInCompound)));
}

function hint(kind, thing, more) {
  const name = kind === "point" ? thing.number + " " + thing.name : nameOf(kind, thing);
  return () => make("span", {}, make("b", {}, name), more ? " " + more : null);
}

function chosenByClick(layer, kind, id) {
  layer.on("click", (event) => {
    L.DomEvent.stopPropagation(event);
    select(kind, id, "map");
  });
}

// Lines from compounds to their points.
facts.compounds.forEach((compound) => {
  compound.lines = [];
  compound.places.forEach((place) => {
    const point = known.point.get(place.point);
    if (!point) return;
    const line = L.polyline([compound.at, point.at], {
      pane: "lines",
      renderer: renderers.lines,
      interactive: false,
      className: "walk",
      color: facts.palette[point.colour],
      dashArray: place.too_far ? "2 4" : null,
    });
    line.point = point;
    compound.lines.push(line.addTo(layers.links));
  });
});

// Compounds, the large ones under the small ones.
facts.compounds
  .slice()
  .sort((a, b) => b.persons - a.persons)
  .forEach((compound) => {
    const look = lookOf(compound);
    const at = compound.places.length || compound.visits.length ? destinations(compound) : "";
    compound.shape = new ShapeMark(compound.at, {
      pane: "compounds",
      renderer: renderers.compounds,
      className: "compound",
      shape: look.shape,
      fillColor: look.fill,
      color: look.edge,
    });
    compound.shape.bindTooltip(
      hint("compound", compound, say("people_value", { n: number(compound.persons), key: number(compound.key_persons) }) + (at ? " → " + at : "")),
      { direction: "top" }
    );
    chosenByClick(compound.shape, "compound", compound.id);
    compound.shape.addTo(layers.compounds);
  });

// Points: a disc with the number of the list.
function disc(point) {
  const face = make("div", { class: "disc" }, make("span", {}, point.number));
  face.style.backgroundColor = facts.palette[point.colour];
  face.style.color = inkOn(facts.palette[point.colour]);
  if (point.problems.length) face.appendChild(make("b", { class: "badge" }, "!"));
  return face;
}

facts.points
  .slice()
  .sort((a, b) => b.persons - a.persons)
  .forEach((point, order) => {
    point.face = disc(point);
    point.shape = L.marker(point.at, {
      pane: "points",
      keyboard: false,
      icon: L.divIcon({ className: "point", html: point.face, iconSize: null }),
      zIndexOffset: 0,
    });
    point.shape.on("add", () => {
      // Small discs over large ones, however far north they are.
      point.shape._icon.style.zIndex = order;
    });
    point.shape._updateZIndex = function () {
      if (this._icon) this._icon.style.zIndex = order;
    };
    point.shape.bindTooltip(hint("point", point, say("people_value", { n: number(point.persons), key: number(point.key_persons) })), { direction: "top" });
    chosenByClick(point.shape, "point", point.id);
    point.shape.addTo(layers.points);
  });

facts.labs.forEach((lab) => {
  lab.shape = L.marker(lab.at, {
    pane: "points",
    keyboard: false,
    zIndexOffset: 5000,
    icon: L.divIcon({
      className: "lab",
      html: make("div", {}, say("lab_letter"), lab.problems.length ? make("b", { class: "badge" }, "!") : null),
      iconSize: null,
    }),
  });
  lab.shape.bindTooltip(hint("lab", lab, say("tubes_value", { n: number(lab.tubes), key: number(lab.key_tubes) })), { direction: "top" });
  chosenByClick(lab.shape, "lab", lab.id);
  lab.shape.addTo(layers.labs);
});

// Zones: a ring with its own line and a letter.
facts.points.concat(facts.compounds).forEach((place) => {
  if (!place.mark) return;
  place.ring = L.circleMarker(place.at, Object.assign(
    { pane: "zones", renderer: renderers.zones, interactive: false, fill: false, className: "ring" },
    ZONES[place.mark]
  )).addTo(layers.zones);
  place.letter = L.marker(place.at, {
    pane: "zones",
    interactive: false,
    keyboard: false,
    icon: L.divIcon({
      className: "zone-letter",
      html: make("span", { class: place.mark }, say(place.mark + "_letter")),
      iconSize: null,
    }),
  }).addTo(layers.zones);
});

/** Give everything the size that goes with the zoom. */
function resizePlaces() {
  map.getContainer().classList.toggle("far", map.getZoom() < 13);
  facts.compounds.forEach((compound) => {
    const radius = compoundRadius(compound);
    compound.shape.setRadius(radius);
    if (compound.ring) placeRing(compound, radius);
  });
  facts.points.forEach((point) => {
    const radius = pointRadius(point.persons);
    const face = point.face;
    face.style.width = face.style.height = 2 * radius + "px";
    face.style.marginLeft = face.style.marginTop = -radius + "px";
    face.style.lineHeight = 2 * radius - 3 + "px";
    face.style.fontSize = Math.min(13, radius * 0.95) + "px";
    face.classList.toggle("small", radius < 8);
    if (point.ring) placeRing(point, radius);
  });
}

function placeRing(place, radius) {
  place.ring.setRadius(radius + 3.5);
  if (!place.letter._icon) return;
  const offset = (radius + 4) * 0.7;
  const letter = place.letter._icon.firstChild;
  letter.style.left = offset + "px";
  letter.style.top = -offset - 12 + "px";
}

map.on("zoomend", resizePlaces);
