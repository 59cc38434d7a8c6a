// Colours, and the shape that goes with each, so that colour is never the only cue.

const SHAPES = ["circle", "square", "triangle", "diamond", "plus", "drop", "hexagon"];
const DOORSTEP_COLOUR = "#5b2a86";
const NO_POINT_COLOUR = "#ffffff";
const ZONES = {
  sealed: { color: "#8b0000", weight: 3, dashArray: null },
  controlled: { color: "#a34700", weight: 2.5, dashArray: "6 4" },
  precaution: { color: "#4a4a00", weight: 2, dashArray: "2 3" },
};

function polygon(x, y, corners) {
  return "M" + corners.map((c) => x + c[0] + " " + (y + c[1])).join("L") + "z";
}

/** The outline of a shape around (x, y); all have about the area of a circle of radius r. */
function shapePath(shape, x, y, r) {
  switch (shape) {
    case "square": {
      const a = 0.89 * r;
      return polygon(x, y, [[-a, -a], [a, -a], [a, a], [-a, a]]);
    }
    case "triangle": {
      const a = 1.35 * r;
      return polygon(x, y, [[0, -a], [0.87 * a, 0.5 * a], [-0.87 * a, 0.5 * a]]);
    }
    case "drop": {
      const a = 1.35 * r;
      return polygon(x, y, [[0, a], [0.87 * a, -0.5 * a], [-0.87 * a, -0.5 * a]]);
    }
    case "diamond": {
      const a = 1.25 * r;
      return polygon(x, y, [[0, -a], [a, 0], [0, a], [-a, 0]]);
    }
    case "plus": {
      const a = 1.2 * r;
      const b = 0.45 * r;
      return polygon(x, y, [
        [-b, -a], [b, -a], [b, -b], [a, -b], [a, b], [b, b],
        [b, a], [-b, a], [-b, b], [-a, b], [-a, -b], [-b, -b],
      ]);
    }
    case "hexagon": {
      const a = 1.1 * r;
      return polygon(x, y, [
        [-a, 0], [-a / 2, -0.87 * a], [a / 2, -0.87 * a],
        [a, 0], [a / 2, 0.87 * a], [-a / 2, 0.87 * a],
      ]);
    }
    case "house": {
      const a = 1.1 * r;
      return polygon(x, y, [[0, -1.2 * a], [a, -0.3 * a], [a, a], [-a, a], [-a, -0.3 * a]]);
    }
    case "cross": {
      const a = 1.3 * r;
      const b = 0.4 * r;
      return polygon(x, y, [
        [-a, -a + b], [-a + b, -a], [0, -b], [a - b, -a], [a, -a + b], [b, 0],
        [a, a - b], [a - b, a], [0, b], [-a + b, a], [-a, a - b], [-b, 0],
      ]);
    }
    default:
      return "M" + (x - r) + " " + y + "a" + r + " " + r + " 0 1 0 " + 2 * r + " 0a" + r + " " + r +
        " 0 1 0 " + -2 * r + " 0z";
  }
}

/** A mark on the map with a shape. */
const ShapeMark = L.CircleMarker.extend({
  _updatePath: function () {
    const at = this._point;
    const path = this._empty() ? "M0 0" : shapePath(this.options.shape, at.x, at.y, this._radius);
    this._renderer._setPath(this, path);
  },
});

/** How a compound is drawn: its point's colour and shape, or that it is visited or forgotten. */
function lookOf(compound) {
  if (compound.missing) return { shape: "cross", fill: "#000000", edge: "#ffffff" };
  const point = compound.places.length ? known.point.get(compound.places[0].point) : undefined;
  if (!point) return { shape: "house", fill: NO_POINT_COLOUR, edge: DOORSTEP_COLOUR };
  return { shape: SHAPES[point.colour], fill: facts.palette[point.colour], edge: "#222222" };
}

/** A small drawing of a shape, for lists and the legend. */
function symbol(shape, fill, edge) {
  return draw(
    "svg",
    { class: "symbol", width: 14, height: 14, viewBox: "-7 -7 14 14", "aria-hidden": "true" },
    draw("path", { d: shapePath(shape, 0, 0, 4.6), fill: fill, stroke: edge, "stroke-width": 1 })
  );
}

/** Black or white, whichever is easier to read on a colour (WCAG relative luminance). */
function inkOn(colour) {
  const parts = [1, 3, 5].map((start) => parseInt(colour.slice(start, start + 2), 16) / 255);
  const linear = parts.map((c) => (c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4)));
  return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] > 0.179 ? "#000" : "#fff";
}
