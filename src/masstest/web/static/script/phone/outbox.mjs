// The outbox: what was reported here goes to the server once, in order, whatever the network does.
//
// An event leaves the state "waiting" only when the server has answered for it. Of several tabs one
// sends at a time; if two ever did, the server knows an event by its id.

import { newId } from "./ids.mjs";
import { LoginNeeded, Refused, Unreachable } from "./server.mjs";

const MOST = 100; // events sent at once
const FIRST_PAUSE_MS = 2000;
const LONGEST_PAUSE_MS = 60000;
const LEASE_MS = 30000;
const LOCK = "masstest-phone-sending";

// hooks: reported(events) before they are written, changed() after the events have changed,
// network(state) with online | offline | login
export function outbox({ store, server, time, hooks }) {
  const me = newId();
  const others = typeof BroadcastChannel === "function" ? new BroadcastChannel("masstest-phone") : null;
  let owner = null;
  let pauseMs = FIRST_PAUSE_MS;
  let timer = 0;
  let sending = false;
  let wantedAgain = false;
  let lastNumber = 0;

  function changed() {
    if (others) others.postMessage("changed");
    return hooks.changed();
  }
  if (others) others.onmessage = () => hooks.changed();

  // Every event gets a higher number than the one before, also within a millisecond.
  function nextNumber() {
    lastNumber = Math.max(Date.now(), lastNumber + 1);
    return lastNumber;
  }

  async function report(facts, person) {
    const events = facts.map(({ fact, place }) => {
      const event_id = newId();
      const sent = { event_id, at: time.iso(), place, person, fact };
      return {
        event_id, number: nextNumber(), owner: owner.key, round_id: owner.roundId, sent,
        state: "waiting", problem: null, settled_ms: 0,
      };
    });
    const kept = store.keepEvents(events);
    hooks.reported(events);
    await kept;
    await changed();
    flush();
  }

  async function settle(outcomes) {
    const answers = new Map(outcomes.map((outcome) => [outcome.event_id, outcome]));
    const states = { recorded: "recorded", duplicate: "recorded", held: "held", refused: "refused" };
    await store.change([...answers.keys()], (event) => {
      const outcome = answers.get(event.event_id);
      const state = states[outcome.status];
      if (!state || event.state === "dropped") return event;
      // an answer that says "known already" doesn't undo what was said of it before
      const known = outcome.status === "duplicate" && event.state !== "waiting";
      if (known) return event;
      const problem = outcome.problem || null;
      return Object.assign({}, event, {
        state: outcome.status === "duplicate" && problem ? "held" : state,
        problem,
        settled_ms: Date.now(),
      });
    });
  }

  async function sendBatch(roundId, batch) {
    try {
      const answer = await server.sendMany(roundId, batch.map((event) => event.sent));
      await settle(answer.outcomes);
      return answer.outcomes.length > 0;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      if (error.status === 403 && error.problem.code === "csrf") throw new LoginNeeded();
      // one of them can't be read: find it by halves, and let the others through
      if (batch.length > 1) {
        const half = Math.ceil(batch.length / 2);
        const first = await sendBatch(roundId, batch.slice(0, half));
        return (await sendBatch(roundId, batch.slice(half))) || first;
      }
      await settle([{ event_id: batch[0].event_id, status: "refused", problem: error.problem }]);
      return true;
    }
  }

  // -> whether the server was spoken with
  async function sendAll() {
    for (let spoke = false; ; spoke = true) {
      if (!navigator.locks && !(await store.lease(me, Date.now() + LEASE_MS))) return spoke;
      const mine = await store.eventsOf(owner.key);
      const waiting = mine.filter((event) => event.state === "waiting").slice(0, MOST);
      if (!waiting.length) return spoke;
      const roundId = waiting[0].round_id;
      const moved = await sendBatch(roundId, waiting.filter((event) => event.round_id === roundId));
      await changed();
      if (!moved) throw new Unreachable("no answer for any event");
    }
  }

  function exclusively(deed) {
    if (!navigator.locks) return deed().finally(() => store.lease(me, 0));
    return navigator.locks.request(LOCK, { ifAvailable: true }, (lock) => (lock ? deed() : false));
  }

  async function flush() {
    if (!owner) return;
    if (sending) {
      wantedAgain = true;
      return;
    }
    sending = true;
    clearTimeout(timer);
    try {
      const spoke = await exclusively(sendAll);
      pauseMs = FIRST_PAUSE_MS;
      if (spoke) hooks.network("online");
    } catch (error) {
      if (error instanceof LoginNeeded) hooks.network("login");
      else if (error instanceof Unreachable) hooks.network("offline");
      else throw error;
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
    } finally {
      sending = false;
      // also without anything to send: another tab may have left something
      timer = setTimeout(flush, wantedAgain ? 0 : pauseMs + Math.random() * 1000);
      wantedAgain = false;
    }
  }

  window.addEventListener("offline", () => hooks.network("offline"));
  window.addEventListener("online", () => { pauseMs = FIRST_PAUSE_MS; flush(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) flush(); });

  return {
    // key: the place of the round that reports; another place's events wait until its card is back
    belongTo: (key, roundId) => { owner = { key, roundId }; },
    report,
    flush,
    now: () => { pauseMs = FIRST_PAUSE_MS; return flush(); },
    events: () => store.eventsOf(owner.key),
    // A refused event that is put aside; it was never on record.
    drop: async (event_id) => {
      await store.change([event_id], (event) => Object.assign({}, event, { state: "dropped" }));
      await changed();
    },
    ofOthers: async () => {
      const all = await store.everyEvent();
      return all.filter((event) => event.state === "waiting" && event.owner !== owner.key).length;
    },
  };
}
