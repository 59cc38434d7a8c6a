// A driver's day, worked out of the task and of what was reported: pure, without the page.

const keyOf = (runId, stop) => `${runId}/${stop}`;

// -> { stops: [{...stop, key, arrived, departed, boxes}], current, confirmed, boxes: Map }
// arrived and departed are the events, or null. A box is {box_id, event, run_id, stopKey,
// delivered, standing, expected}.
export function dayOf(app, left) {
  const { work, boxes: known } = app.task;
  const stops = [];
  work.runs.forEach((run) => run.stops.forEach((stop) => {
    stops.push(Object.assign({}, stop, { key: keyOf(stop.run_id, stop.stop), arrived: null, departed: null }));
  }));
  const meant = meaning(stops, app.task.place.id);
  const states = new Map(app.mine.map((event) => [event.event_id, event]));
  const sealed = new Map(known.map((box) => [box.box_id, box]));
  const boxes = new Map();
  const confirmed = new Map();
  let at = null; // the stop at which the vehicle stands

  app.events.forEach((event) => {
    const fact = event.fact;
    const stop = fact.stop !== undefined ? meant(fact, event.place) : null;
    if (fact.kind === "vehicle_arrived" && stop) {
      stop.arrived = event;
      stop.departed = null;
      at = stop.key;
    } else if (fact.kind === "vehicle_departed" && stop) {
      stop.departed = event;
      at = null;
    } else if (fact.kind === "run_confirmed") {
      confirmed.set(fact.run_id, Math.max(fact.publication, confirmed.get(fact.run_id) || 0));
    } else if (fact.kind === "box_handed_over") {
      const before = boxes.get(fact.box_id);
      // one that was delivered already is fetched from there; else it is counted once more
      const stopKey = before && !before.delivered ? before.stopKey : at;
      boxes.set(fact.box_id, { box_id: fact.box_id, event, stopKey, delivered: null });
    } else if (fact.kind === "box_delivered" && boxes.has(fact.box_id)) {
      boxes.get(fact.box_id).delivered = event;
    }
  });

  boxes.forEach((box) => {
    const own = box.delivered || box.event;
    Object.assign(box, standingOf(own, states.get(own.event_id), sealed.get(box.box_id), app.taskMs));
    box.left = left.has(box.box_id) && box.standing !== "good";
  });
  const current = stops.find((stop) => stop.key === at) || stops.find((stop) => !stop.departed) || null;
  return { stops, current, confirmed, boxes, sealed };
}

// A plan without a stop that was passed over numbers those after it anew: the place tells which stop
// a report means, the nearest number if the run calls there twice.
function meaning(stops, vehicleId) {
  const numbers = new Map(); // of a report -> the stop it was taken for
  return ({ run_id, stop: number }, place) => {
    const own = stops.filter((stop) => stop.run_id === run_id);
    const said = `${keyOf(run_id, number)} ${place}`;
    if (!numbers.has(said)) {
      const taken = new Set(numbers.values());
      const there = !place || place === vehicleId
        ? own.filter((stop) => stop.stop === number)
        : own.filter((stop) => stop.place_id === place && !taken.has(stop));
      there.sort((a, b) => Math.abs(a.stop - number) - Math.abs(b.stop - number));
      numbers.set(said, there[0] || null);
    }
    return numbers.get(said);
  };
}

// What is known of a count and a seal that somebody else has reported: good, wrong or unknown.
export function compare(sealed, seal, tubes) {
  if (!sealed || sealed.seal === null) return "unknown";
  return sealed.seal === seal && sealed.tubes === tubes ? "good" : "wrong";
}

// How a box stands: good, held (may not go on), unverified (the server hasn't looked yet).
function standingOf(event, kept, sealed, taskMs) {
  const expected = sealed ? { tubes: sealed.tubes, seal: sealed.seal } : null;
  const mismatch = sealed && sealed.phase === "held" ? sealed.mismatch : null;
  const answered = !kept || kept.state !== "waiting";
  // what the server told before it had this event says nothing about it
  const newer = !kept || kept.settled_ms < taskMs;
  if (answered && newer && sealed) {
    if (mismatch) return { standing: "held", expected: expectedOf(mismatch, expected) };
    if (sealed.tubes_counted === null) return { standing: "unverified", expected: null, unsealed: true };
    return { standing: "good", expected, released: sealed.release_reason };
  }
  if (kept && kept.state === "held") {
    return { standing: "held", expected: expectedInProblem(kept.problem, event.fact.box_id) || expected };
  }
  if (answered) return { standing: "good", expected };
  const seen = compare(sealed, event.fact.seal, event.fact.tubes_counted);
  return { standing: { good: "good", wrong: "held", unknown: "unverified" }[seen], expected };
}

function expectedOf(mismatch, otherwise) {
  if (mismatch.expected_tubes === null && mismatch.expected_seal === null) return otherwise;
  return { tubes: mismatch.expected_tubes, seal: mismatch.expected_seal };
}

// The refusal names count and seal of every box that is held.
function expectedInProblem(problem, boxId) {
  const row = ((problem && problem.boxes) || []).find((each) => each.box_id === boxId);
  return row ? { tubes: row.expected_tubes, seal: row.expected_seal } : null;
}

// The boxes of a stop, and those on board.
export function boxesAt(day, stop) {
  return [...day.boxes.values()].filter((box) => box.stopKey === stop.key && !box.delivered);
}

export function onBoard(day) {
  return [...day.boxes.values()].filter((box) => !box.delivered && !box.left && box.standing !== "held");
}

export function heldBoxes(day) {
  return [...day.boxes.values()].filter((box) => box.standing === "held" && !box.left);
}
