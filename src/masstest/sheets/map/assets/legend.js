// What the signs mean, under the map and on paper; only signs that are there.

function picture(width, height, ...shapes) {
  return draw("svg", { class: "symbol", width: width, height: height, viewBox: [-width / 2, -height / 2, width, height].join(" "), "aria-hidden": "true" }, ...shapes);
}

function lineSample(look) {
  return picture(26, 10, draw("line", {
    x1: -12, x2: 12, stroke: look.color, "stroke-width": look.weight || 2, "stroke-dasharray": look.dashArray,
  }));
}

function ringSample(zone) {
  return picture(18, 18, draw("circle", {
    r: 6.5, fill: "none", stroke: ZONES[zone].color, "stroke-width": ZONES[zone].weight, "stroke-dasharray": ZONES[zone].dashArray,
  }));
}

function discSample(radius, colour, label) {
  return picture(2 * radius + 2, 2 * radius + 2,
    draw("circle", { r: radius, fill: colour, stroke: "#222" }),
    label ? draw("text", { y: 4, "text-anchor": "middle", "font-size": 11, "font-weight": "bold", fill: inkOn(colour) }, label) : null);
}

function sign(text, ...samples) {
  return make("span", { class: "sign" }, ...samples, " ", text);
}

function writeLegend() {
  const places = facts.points.concat(facts.compounds);
  const all = places.concat(facts.labs, facts.runs, facts.teams);
  const looks = facts.compounds.map((compound) => lookOf(compound).shape);
  const colours = Math.min(SHAPES.length, facts.points.length);
  const zones = Object.keys(ZONES).filter((zone) => places.some((place) => place.mark === zone));
  const signs = [
    sign(say("legend_point"), discSample(5, facts.palette[1]), discSample(10, facts.palette[0], "1")),
    sign(say("legend_colour"), ...SHAPES.slice(0, colours).map((shape, at) => symbol(shape, facts.palette[at], "#222"))),
    looks.indexOf("house") < 0 ? null : sign(say("legend_doorstep"), symbol("house", NO_POINT_COLOUR, DOORSTEP_COLOUR)),
    looks.indexOf("cross") < 0 ? null : sign(say("legend_missing"), symbol("cross", "#000", "#000")),
    ...zones.map((zone) => sign(say(zone), ringSample(zone), make("b", { class: zone }, say(zone + "_letter")))),
    sign(say("lab"), make("b", { class: "lab-sample" }, say("lab_letter"))),
    sign(say("legend_route"), lineSample({ color: ROUTE_COLOURS[0] })),
    sign(say("layer_doorstep"), lineSample({ color: DOORSTEP_COLOUR, dashArray: "1 4" })),
    all.some((thing) => thing.problems.length) ? sign(say("legend_problem"), make("b", { class: "badge" }, "!")) : null,
  ];
  fillIn(byName("legend"), {}, signs);
}
