// The boxes that a point or a team fills, worked out of the task and of what was reported: pure.

const FURTHER = ["with_courier", "on_road", "delivered", "received", "started", "resulted"];

// -> Map of box_id to {box_id, phase, tubes, scans, key, seal, vehicle_id, mismatch, waiting}
// phase: open | sealed | held | handed_over | at_lab | lost; scans: Map of tube to its event.
// opened: boxes begun here into which nothing has been scanned yet.
export function ownBoxes(app, opened) {
  const boxes = new Map();
  const own = app.task.boxes.filter((box) => box.source === app.task.place.id);
  own.forEach((box) => boxes.set(box.box_id, Object.assign({}, box, {
    phase: phaseOf(box), scans: new Map(), waiting: false,
  })));
  opened.forEach((id) => { if (!boxes.has(id)) boxes.set(id, fresh(id)); });
  const states = new Map(app.mine.map((event) => [event.event_id, event]));
  app.events.forEach((event) => {
    const fact = event.fact;
    if (fact.kind === "tubes_scanned") {
      const box = boxes.get(fact.box_id) || boxes.set(fact.box_id, fresh(fact.box_id)).get(fact.box_id);
      fact.tubes.forEach(({ tube_id }) => {
        boxes.forEach((other) => other.scans.delete(tube_id));
        box.scans.set(tube_id, event);
      });
    } else if (fact.kind === "box_sealed") seal(boxes, fact, states.get(event.event_id), app.taskMs);
  });
  boxes.forEach((box) => { if (box.phase === "open") box.tubes = box.scans.size; });
  return boxes;
}

function fresh(box_id) {
  return { box_id, phase: "open", tubes: 0, scans: new Map(), key: false, seal: null, mismatch: null, waiting: false };
}

function phaseOf(box) {
  if (box.phase === "held" || box.phase === "lost" || box.phase === "open" || box.phase === "sealed") return box.phase;
  return FURTHER.indexOf(box.phase) < 2 ? "handed_over" : "at_lab";
}

function seal(boxes, fact, kept, taskMs) {
  const box = boxes.get(fact.box_id) || boxes.set(fact.box_id, fresh(fact.box_id)).get(fact.box_id);
  const isTold = !kept || (kept.state !== "waiting" && kept.settled_ms < taskMs);
  if (isTold || box.phase === "handed_over" || box.phase === "at_lab") return;
  const isHeld = kept.state === "held";
  Object.assign(box, {
    phase: isHeld ? "held" : "sealed", key: fact.key, seal: fact.seal, tubes: fact.tubes_counted,
    waiting: kept.state === "waiting",
    mismatch: isHeld ? { station: "sealing", expected_tubes: fact.tubes_scanned, found_tubes: fact.tubes_counted } : null,
  });
}

// Into which box each tube was scanned here, sealed ones included: to notice doubles.
export function tubesKnown(app) {
  const known = new Map();
  const note = (fact) => {
    if (fact.kind === "tubes_scanned") fact.tubes.forEach((tube) => known.set(tube.tube_id, fact.box_id));
  };
  const taken = new Set();
  app.mine.forEach(({ sent }) => {
    if (sent.fact.kind === "correction" && !sent.fact.fact) taken.add(sent.fact.corrects);
  });
  app.mine.forEach((event) => {
    const isOut = event.state === "refused" || event.state === "dropped" || taken.has(event.event_id);
    if (!isOut) note(event.sent.fact);
  });
  app.events.forEach((event) => note(event.fact));
  return known;
}

// The code of the next box where labels ran out: P1-03 after P1-02.
export function nextCode(prefix, boxes) {
  const used = [...boxes.keys()]
    .filter((id) => id.startsWith(`${prefix}-`))
    .map((id) => Number(id.slice(prefix.length + 1)))
    .filter((number) => number > 0);
  return `${prefix}-${String(Math.max(0, ...used) + 1).padStart(2, "0")}`;
}
