// The card about what is chosen.

const card = byName("details");

function link(kind, thing, text) {
  if (!thing) return document.createTextNode(text || "");
  const id = kind === "street" ? thing.name : thing.id;
  const label = text || nameOf(kind, thing);
  return make("button", { type: "button", class: "link", click: () => select(kind, id, "details") }, label);
}

function wayTo(place) {
  if (!place || !place.link) return null;
  return make("a", { href: place.link, target: "_blank", rel: "noopener noreferrer", class: "way" }, say("navigate"));
}

function row(term, ...content) {
  return [make("dt", {}, term), make("dd", {}, ...content)];
}

function rows(...pairs) {
  return make("dl", {}, ...[].concat(...pairs.filter((pair) => pair)));
}

function list(items, tag) {
  return make(tag || "ul", {}, ...items.map((item) => make("li", {}, ...[].concat(item))));
}

function warnings(problems) {
  return problems.length
    ? make("div", { class: "problems" }, make("strong", {}, say("problems")), list(problems))
    : null;
}

function people(thing) {
  return say("people_value", { n: number(thing.persons), key: number(thing.key_persons) });
}

function tubes(thing) {
  return say("tubes_value", { n: number(thing.tubes), key: number(thing.key_tubes) });
}

function whereIs(place) {
  return row(say("where"), link("street", known.street.get(place.street), place.street), " ", place.community);
}

function pickupsOf(source) {
  if (!source.pickups.length) return row(say("pickups"), say("no_pickups"));
  const items = source.pickups.map((pickup) => {
    const lab = known.lab.get(pickup.run.lab);
    return [
      clock(pickup.stop.arrive), " ",
      link("run", pickup.run, pickup.run.plate + " " + pickup.run.id), " ",
      tubes(pickup.stop), " → ",
      link("lab", lab, lab ? lab.name : pickup.run.lab),
    ];
  });
  return row(say("pickups"), list(items));
}

function slackOf(point) {
  const late = point.slack_min < 0;
  const text = say(late ? "late" : "slack", { n: Math.abs(point.slack_min) });
  return make("span", late ? { class: "late" } : {}, text);
}

function lightsOf(point) {
  const lines = ["short", "confirm"]
    .filter((state) => point.lights[state])
    .map((state) => say("lights_" + state, { items: point.lights[state].join(say("list_separator")) }));
  return row(say("lights"), lines.length ? list(lines) : say("lights_ok"));
}

const cards = {
  point: (point) => [
    rows(
      whereIs(point),
      row(say("kind"), point.kind),
      row(say("column_zone"), point.zone),
      row(say("hours"), span(point.open_from, point.finish_at), make("br"), slackOf(point)),
      row(say("column_lanes"), say("lanes_value", { n: point.lanes })),
      row(say("column_people"), people(point)),
      row(say("column_tubes"), tubes(point)),
      row(say("staff"), point.staff.length
        ? point.staff.join(say("list_separator"))
        : say("nobody")),
      pickupsOf(point),
      row(say("compounds"), list(point.goers
        .slice()
        .sort((a, b) => b.place.persons - a.place.persons)
        .map((goer) => [
          link("compound", goer.compound), " ",
          say("visit_value", { n: number(goer.place.persons) }),
          say("list_separator"), say("walk_value", { n: number(goer.place.walk_m) }),
        ]))),
      lightsOf(point)
    ),
    wayTo(point),
  ],

  compound: (compound) => [
    rows(
      whereIs(compound),
      row(say("kind"), compound.kind),
      row(say("column_zone"), compound.zone),
      row(say("column_people"), people(compound), compound.doorstep
        ? make("div", {}, say("doorstep_value", { n: number(compound.doorstep) })) : null),
      ...compound.places.map((place) => {
        const point = known.point.get(place.point);
        const slots = place.slots.map((slot) => say("slot", {
          from: clock(slot[0]), until: clock(slot[1]), n: number(slot[2]),
        }));
        return row(
          say("point"),
          link("point", point, point ? point.number + " " + point.name : place.point),
          make("div", place.too_far ? { class: "late" } : {},
            say(place.too_far ? "walk_far" : "walk_value", { n: number(place.walk_m) })),
          make("div", {}, say("appointments")), list(slots)
        );
      }),
      compound.visits.length ? row(say("visits"), list(compound.visits.map((visit) => [
        clock(visit.stop.arrive), " ", link("team", visit.team), " ",
        say("visit_value", { n: number(visit.stop.persons) }),
      ]))) : null
    ),
    wayTo(compound),
  ],

  run: (run) => [
    rows(
      row(say("plate"), link("vehicle", known.vehicle.get(run.vehicle))),
      row(say("column_task"), say(run.kind), run.sealed ? say("list_separator") + say("sealed_run") : null),
      row(say("hours"), span(run.start, run.end))
    ),
    stopsOf(run),
  ],

  vehicle: (vehicle) => [
    rows(row(say("vehicle_runs"), list(vehicle.runs.map((run) => [
      link("run", run), " ", span(run.start, run.end), " ", say(run.kind),
    ])))),
    ...vehicle.runs.map((run) => make("section", {}, make("h3", {}, run.id), stopsOf(run))),
  ],

  team: (team) => [
    rows(
      row(say("column_zone"), team.zone),
      row(say("column_people"), say("visit_value", { n: number(team.persons) })),
      pickupsOf(team)
    ),
    stopsOf(team),
  ],

  lab: (lab) => [
    rows(
      row(say("kind"), lab.kind),
      row(say("column_tubes"), tubes(lab)),
      row(say("capacity"), say("capacity_value", { n: number(lab.tubes_per_hour) })),
      row(say("receives"), span(lab.receive_from, lab.receive_until)),
      lab.key_results_at === null ? null : row(say("key_results"), clock(lab.key_results_at)),
      lab.results_at === null ? null : row(say("results"), clock(lab.results_at))
    ),
    wayTo(lab),
  ],

  street: (one) => {
    const compounds = facts.compounds.filter((compound) => compound.street === one.name);
    return [make("p", {}, say("street_summary", {
      points: facts.points.filter((point) => point.street === one.name).length,
      compounds: compounds.length,
      n: number(compounds.reduce((sum, compound) => sum + compound.persons, 0)),
    }))];
  },
};

/** The numbered stops of a run or a team. */
function stopsOf(route) {
  return list(route.stops.map((stop) => {
    const place = placeOf(stop);
    const team = stop.team ? known.team.get(stop.team) : undefined;
    const parts = [make("b", {}, clock(stop.arrive) + "–" + clock(stop.depart)), " "];
    if (stop.kind === "deliver") parts.push(say("deliver"), " ");
    if (team) parts.push(link("team", team), " ");
    parts.push(link(place.kind, place.thing, place.thing ? undefined : stop.place), " ");
    if (stop.persons !== undefined) parts.push(say("visit_value", { n: number(stop.persons) }), say("list_separator"));
    if (stop.tubes !== undefined) parts.push(tubes(stop), " ");
    if (stop.oldest !== undefined) parts.push(make("small", {}, say("oldest", { time: clock(stop.oldest) })), " ");
    parts.push(wayTo(place.thing));
    return parts;
  }), "ol");
}

function heading(kind, thing) {
  const id = kind === "street" ? "" : thing.id;
  const name = kind === "point" ? thing.number + " " + thing.name : nameOf(kind, thing);
  return make("h2", { tabindex: "-1" },
    make("small", {}, say(kind) + (name === id ? "" : " " + id)), " ", name);
}

function showCard(kind, thing) {
  empty(card);
  card.appendChild(make("button", {
    type: "button", class: "close", "aria-label": say("close"), title: say("close"), click: clearChoice,
  }, "×"));
  card.appendChild(heading(kind, thing));
  fillIn(card, {}, [
    thing.missing ? make("p", { class: "late" }, say("missing", { n: number(thing.missing) })) : null,
    warnings(thing.problems || []),
  ].concat(cards[kind](thing)));
  card.hidden = false;
  card.scrollTop = 0;
}

function hideCard() {
  empty(card);
  card.hidden = true;
}
