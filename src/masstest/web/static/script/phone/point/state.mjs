// How a point stands, worked out of what it has reported: pure.

const STATUS = { point_opened: "open", point_paused: "paused", point_closed: "closed" };

// -> { status, lanes, reason, since_min, persons, key_persons, counted_min, readings, compounds,
//      lights: Map of item to {ok, at_min} }
export function stateOf(app) {
  const state = {
    status: "waiting", lanes: 0, reason: "", since_min: null, persons: 0, key_persons: null, counted_min: null,
    readings: [], compounds: {}, lights: new Map(),
  };
  app.events.forEach((event) => {
    const fact = event.fact;
    if (fact.kind in STATUS) {
      state.status = STATUS[fact.kind];
      if (fact.kind === "point_opened") state.lanes = fact.lanes;
      state.reason = fact.reason || "";
      state.since_min = event.at_min;
    } else if (fact.kind === "people_sampled") {
      state.readings.push(event);
      if (fact.key_persons !== null && fact.key_persons !== undefined) state.key_persons = fact.key_persons;
      // two phones of one point: what says less is the older count
      if (fact.persons >= state.persons) {
        state.persons = fact.persons;
        state.counted_min = event.at_min;
      }
      Object.assign(state.compounds, fact.compounds);
    } else if (fact.kind === "readiness_confirmed") {
      state.lights.set(fact.item, { ok: fact.ok, at_min: event.at_min });
    }
  });
  return state;
}
