// What this place has told: by the server's account and by this phone's own.

// Events in the order of their time, each once, those corrected replaced or left out.
export function told(app) {
  const all = new Map();
  app.task.events.forEach((event) => all.set(event.event_id, event));
  app.mine.forEach((event) => {
    // what the server has had for a while is as it tells it: somebody may have corrected it
    const isTold = event.state !== "waiting" && event.settled_ms < app.taskMs;
    const isOut = event.state === "refused" || event.state === "dropped";
    if (!isTold && !isOut && !all.has(event.event_id)) all.set(event.event_id, event.sent);
  });
  const ordered = [...all.values()]
    .map((event) => Object.assign({}, event, { at_min: app.time.minuteOf(event.at) }))
    .sort((a, b) => a.at_min - b.at_min || (a.event_id < b.event_id ? -1 : 1));
  const corrections = new Map();
  ordered.forEach((event) => {
    if (event.fact.kind === "correction") corrections.set(event.fact.corrects, event.fact);
  });
  return ordered
    .filter((event) => event.fact.kind !== "correction")
    .map((event) => {
      const correction = corrections.get(event.event_id);
      if (!correction) return event;
      return correction.fact ? Object.assign({}, event, { fact: correction.fact }) : null;
    })
    .filter(Boolean);
}
