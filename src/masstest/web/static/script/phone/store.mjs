// What the phone keeps, in IndexedDB: events until they are sent and after, and small facts.
//
// An event is kept as {event_id, number, owner, round_id, sent: {event_id, at, person, fact},
// state, problem, settled_ms}. States: waiting, recorded, held, refused, dropped.

const NAME = "masstest-phone";
const KEPT_MS = 3 * 24 * 3600 * 1000;

function asked(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function done(transaction) {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onerror = () => reject(transaction.error);
    transaction.onabort = () => reject(transaction.error);
  });
}

export async function openStore() {
  const opening = indexedDB.open(NAME, 1);
  opening.onupgradeneeded = () => {
    const events = opening.result.createObjectStore("events", { keyPath: "event_id" });
    events.createIndex("owner", "owner");
    opening.result.createObjectStore("facts");
  };
  const base = await asked(opening);
  // another tab may bring a newer version: this one must not stand in its way
  base.onversionchange = () => base.close();

  async function write(names, deed) {
    const transaction = base.transaction(names, "readwrite");
    const result = deed(...[].concat(names).map((name) => transaction.objectStore(name)));
    await done(transaction);
    return result;
  }

  return {
    fact: (name) => asked(base.transaction("facts").objectStore("facts").get(name)),
    keepFact: (name, value) => write("facts", (facts) => { facts.put(value, name); }),

    eventsOf: async (owner) => {
      const all = base.transaction("events").objectStore("events").index("owner");
      const found = await asked(all.getAll(owner));
      return found.sort((a, b) => a.number - b.number);
    },
    everyEvent: () => asked(base.transaction("events").objectStore("events").getAll()),
    keepEvents: (events) => write("events", (kept) => { events.forEach((each) => kept.put(each)); }),

    // Change events in one go, so that no other tab comes between reading and writing.
    change: (ids, change) => write("events", (kept) => {
      ids.forEach((id) => {
        const reading = kept.get(id);
        reading.onsuccess = () => { if (reading.result) kept.put(change(reading.result)); };
      });
    }),

    forgetOld: () => write("events", (kept) => {
      const reading = kept.openCursor();
      reading.onsuccess = () => {
        const at = reading.result;
        if (!at) return;
        // what wasn't sent yet is never forgotten
        if (at.value.state !== "waiting" && at.value.number < Date.now() - KEPT_MS) at.delete();
        at.continue();
      };
    }),

    // The right to send, for a while: one tab at a time has it.
    lease: async (holder, until_ms) => {
      const transaction = base.transaction("facts", "readwrite");
      const facts = transaction.objectStore("facts");
      let granted = false;
      const reading = facts.get("lease");
      reading.onsuccess = () => {
        const held = reading.result;
        granted = !held || held.holder === holder || held.until_ms < Date.now();
        if (granted) facts.put({ holder, until_ms }, "lease");
      };
      await done(transaction);
      return granted;
    },
  };
}
