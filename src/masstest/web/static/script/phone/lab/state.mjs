// The boxes of a laboratory and how far each is, worked out of the task and what was reported: pure.

const AT_LAB = ["received", "started", "resulted"];

// -> Map of box_id to {box_id, source, vehicle_id, key, seal, tubes, phase, mismatch, batch_id, results,
//      positives, missing}. phase: coming | delivered | held | received | started | resulted;
//    missing: tubes without a result.
export function labBoxes(app) {
  const labId = app.task.place.id;
  const boxes = new Map();
  app.task.boxes.forEach((box) => boxes.set(box.box_id, Object.assign({}, box, {
    phase: phaseOf(box, labId), results: Object.assign({}, box.results), positives: [...box.positive_tubes],
  })));
  const states = new Map(app.mine.map((event) => [event.event_id, event]));
  app.events.forEach((event) => {
    const kept = states.get(event.event_id);
    const isTold = !kept || (kept.state !== "waiting" && kept.settled_ms < app.taskMs);
    if (!isTold) add(boxes, event.fact, kept);
  });
  boxes.forEach((box) => {
    const done = Object.values(box.results).reduce((a, b) => a + b, 0);
    box.missing = Math.max(0, box.tubes - done);
    if (box.phase === "started" && done && !box.missing) box.phase = "resulted";
  });
  return boxes;
}

function phaseOf(box, labId) {
  if (box.phase === "held") return box.mismatch && box.mismatch.station === "reception" ? "held" : "coming";
  if (AT_LAB.includes(box.phase)) return box.phase;
  return box.phase === "delivered" && box.at === labId ? "delivered" : "coming";
}

function add(boxes, fact, kept) {
  if (fact.kind === "lab_received") {
    const box = boxes.get(fact.box_id) || {
      box_id: fact.box_id, source: "", vehicle_id: null, key: false, seal: null, tubes: 0, tubes_counted: null,
      batch_id: null, results: {}, positives: [], phase: "coming", mismatch: null,
    };
    const found = { station: "reception", expected_tubes: box.tubes_counted, found_tubes: fact.tubes_counted, expected_seal: box.seal, found_seal: fact.seal };
    const differs = box.seal !== null && (box.seal !== fact.seal || box.tubes !== fact.tubes_counted);
    const known = ((kept.problem && kept.problem.boxes) || []).find((each) => each.box_id === fact.box_id);
    const isHeld = kept.state === "held" || (kept.state === "waiting" && differs);
    boxes.set(fact.box_id, Object.assign({}, box, {
      phase: isHeld ? "held" : "received", tubes: fact.tubes_counted, received_seal: fact.seal,
      mismatch: isHeld ? known || found : null,
    }));
  } else if (fact.kind === "batch_started") {
    fact.box_ids.forEach((id) => {
      if (boxes.has(id)) Object.assign(boxes.get(id), { phase: "started", batch_id: fact.batch_id });
    });
  } else if (fact.kind === "result" && boxes.has(fact.box_id)) {
    const box = boxes.get(fact.box_id);
    if (fact.outcome === "positive" && box.positives.includes(fact.tube_id)) return; // the task tells it
    const before = box.results[fact.outcome] || 0;
    box.results[fact.outcome] = fact.tube_id ? before + 1 : Math.max(before, fact.tubes);
    if (fact.outcome === "positive" && fact.tube_id) box.positives.push(fact.tube_id);
  }
}

export function inPhase(boxes, ...phases) {
  return [...boxes.values()]
    .filter((box) => phases.includes(box.phase))
    .sort((a, b) => Number(b.key) - Number(a.key) || (a.box_id < b.box_id ? -1 : 1));
}

export function tubesOf(boxes) {
  return boxes.reduce((sum, box) => sum + box.tubes, 0);
}
