// Names on the map, the important ones first, none over another.

const names = map.getPane("names");
const ruler = document.createElement("canvas").getContext("2d");
const NAME_FONTS = {
  street: "bold 15px sans-serif",
  lab: "bold 12px sans-serif",
  point: "bold 12px sans-serif",
  community: "12px sans-serif",
  compound: "11px sans-serif",
};
const widths = new Map();

function widthOf(text, kind) {
  const key = kind + text;
  if (!widths.has(key)) {
    ruler.font = NAME_FONTS[kind];
    widths.set(key, Math.ceil(ruler.measureText(text).width) + 4);
  }
  return widths.get(key);
}

/** What has a name at this zoom, the most important first. */
function nameable() {
  const zoom = map.getZoom();
  const list = [];
  if (shown.streets) {
    facts.streets.forEach((s) => list.push({ kind: "street", text: s.name, at: s.label, shift: 0, outline: s.outline }));
  }
  if (shown.labs && zoom >= 12.5) {
    facts.labs.forEach((l) => list.push({ kind: "lab", text: l.name, at: l.at, shift: 12 }));
  }
  if (shown.points && zoom >= 14.5) {
    facts.points.forEach((p) => {
      if (seenInStreet("point", p)) list.push({ kind: "point", text: p.name, at: p.at, shift: pointRadius(p.persons) + 2 });
    });
  }
  if (shown.streets && zoom >= 13) {
    facts.streets.forEach((s) => s.communities.forEach((c) => {
      list.push({ kind: "community", text: c.name, at: c.label, shift: 0 });
    }));
  }
  if (shown.compounds && zoom >= 15.5) {
    facts.compounds.forEach((c) => {
      if (seenInStreet("compound", c)) list.push({ kind: "compound", text: c.name, at: c.at, shift: compoundRadius(c) + 3 });
    });
  }
  return list;
}

/** Where a name may stand, the best place first: offsets of its box from its mark. */
function offsetsOf(name, width, height) {
  if (!name.shift) return [[-width / 2, -height / 2], [-width / 2, -height - 12], [-width / 2, 12]];
  return [
    [name.shift, -height / 2], [-name.shift - width, -height / 2],
    [-width / 2, name.shift], [-width / 2, -name.shift - height],
  ];
}

/** Boxes for a street's name: over or under its outline, or in its middle. */
function streetBoxes(name, width, height) {
  const outline = name.outline.map((corner) => map.latLngToContainerPoint(corner));
  const north = outline.reduce((best, corner) => (corner.y < best.y ? corner : best));
  const south = outline.reduce((best, corner) => (corner.y > best.y ? corner : best));
  return [
    { left: north.x - width / 2, top: north.y - height - 2 },
    { left: south.x - width / 2, top: south.y + 2 },
    { left: north.x - width / 2, top: north.y + 4 },
    { left: south.x - width / 2, top: south.y - height - 4 },
  ];
}

function boxesOf(name) {
  const width = widthOf(name.text, name.kind);
  const height = name.kind === "street" ? 20 : 15;
  const at = map.latLngToContainerPoint(name.at);
  const boxes = offsetsOf(name, width, height).map((offset) => ({ left: at.x + offset[0], top: at.y + offset[1] }));
  const all = name.outline ? streetBoxes(name, width, height).concat(boxes) : boxes;
  return all.map((box) => Object.assign(box, { width: width, height: height }));
}

function inView(box) {
  const size = map.getSize();
  return box.left >= 0 && box.top >= 0 && box.left + box.width <= size.x && box.top + box.height <= size.y;
}

function apart(a, b) {
  return a.left >= b.left + b.width || b.left >= a.left + a.width || a.top >= b.top + b.height || b.top >= a.top + a.height;
}

function discBoxes() {
  if (!shown.points) return [];
  return facts.points.map((point) => {
    const at = map.latLngToContainerPoint(point.at);
    const r = pointRadius(point.persons) * 0.85;
    return { left: at.x - r, top: at.y - r, width: 2 * r, height: 2 * r };
  });
}

/** Write the names; one that has no free place is left out, but for a street's. */
function writeNames() {
  empty(names);
  if (!shown.names) return;
  const origin = map.containerPointToLayerPoint([0, 0]);
  const discs = discBoxes();
  const taken = [];
  nameable().forEach((name) => {
    const boxes = boxesOf(name).filter((box) => inView(box) && taken.every((other) => apart(box, other)));
    const free = boxes.find((box) => discs.every((other) => apart(box, other)));
    const box = free || (name.outline ? boxes[boxes.length - 1] : undefined);
    if (!box) return;
    taken.push(box);
    const text = make("span", { class: "name name-" + name.kind }, name.text);
    text.style.left = origin.x + box.left + "px";
    text.style.top = origin.y + box.top + "px";
    names.appendChild(text);
  });
}

map.on("moveend zoomend resize", writeNames);
