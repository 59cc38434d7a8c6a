// The facts of the plan, joined so that everything finds what belongs to it.

const facts = JSON.parse(document.getElementById("facts").textContent);

/** The words for `key`, with `values` in place of the names in braces. */
function say(key, values) {
  return facts.words[key].replace(/\{(\w+)\}/g, function (braces, name) {
    return values && name in values ? String(values[name]) : braces;
  });
}

/** A number with thousands separated. */
function number(amount) {
  return String(amount).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** Minutes since 00:00 of the round's date, as people say it. */
function clock(minute) {
  const day = Math.floor(minute / 1440);
  const rest = minute - day * 1440;
  const time = ("0" + Math.floor(rest / 60)).slice(-2) + ":" + ("0" + (rest % 60)).slice(-2);
  if (day === 0) return time;
  return say(day > 0 ? "next_day" : "day_before", { time: time });
}

function span(from, until) {
  return say("hours_value", { from: clock(from), until: clock(until) });
}

function byId(things) {
  return new Map(things.map((thing) => [thing.id, thing]));
}

// Without a prototype: the address asks for kinds by name.
const known = Object.assign(Object.create(null), {
  point: byId(facts.points),
  compound: byId(facts.compounds),
  run: byId(facts.runs),
  team: byId(facts.teams),
  lab: byId(facts.labs),
  vehicle: new Map(),
  street: new Map(facts.streets.map((street) => [street.name, street])),
});

facts.points.forEach((point) => {
  point.goers = [];
  point.pickups = [];
});
facts.compounds.forEach((compound) => {
  compound.visits = [];
  compound.places.forEach((place) => {
    const point = known.point.get(place.point);
    if (point) point.goers.push({ compound: compound, place: place });
  });
});
facts.teams.forEach((team) => {
  team.pickups = [];
  team.persons = team.stops.reduce((sum, stop) => sum + stop.persons, 0);
  team.stops.forEach((stop) => {
    const compound = known.compound.get(stop.place);
    stop.at = compound ? compound.at : null;
    if (compound) compound.visits.push({ team: team, stop: stop });
  });
});
facts.runs.forEach((run) => {
  if (!known.vehicle.has(run.vehicle)) {
    known.vehicle.set(run.vehicle, { id: run.vehicle, plate: run.plate, runs: [] });
  }
  known.vehicle.get(run.vehicle).runs.push(run);
  run.stops.forEach((stop) => {
    if (stop.kind !== "pickup") return;
    const source = stop.team ? known.team.get(stop.team) : known.point.get(stop.place);
    if (source) source.pickups.push({ run: run, stop: stop });
  });
});
facts.points.concat(facts.teams).forEach((source) => {
  source.pickups.sort((a, b) => a.stop.arrive - b.stop.arrive);
});

/** The kind and the thing that stand at a stop. */
function placeOf(stop) {
  if (stop.kind === "deliver") return { kind: "lab", thing: known.lab.get(stop.place) };
  const point = stop.kind === "visit" || stop.team ? undefined : known.point.get(stop.place);
  if (point) return { kind: "point", thing: point };
  return { kind: "compound", thing: known.compound.get(stop.place) };
}

/** What a thing is called in a list or a heading. */
function nameOf(kind, thing) {
  if (kind === "vehicle") return thing.plate;
  return thing.name || thing.id;
}

/** The points a compound's people go to and the teams that come, in words: "12, T003". */
function destinations(compound) {
  const numbers = compound.places.map((place) => {
    const point = known.point.get(place.point);
    return point ? String(point.number) : place.point;
  });
  const teams = compound.visits.map((visit) => visit.team.id);
  return Array.from(new Set(numbers.concat(compound.places.length ? [] : teams))).join(
    say("list_separator")
  );
}
