// What the phone keeps, in IndexedDB: events until they are sent and after, and small facts.
//
// An event is kept as {event_id, number, owner, round_id, sent: {event_id, at, person, fact},
// state, problem, settled_ms}. States: waiting, recorded, held, refused, dropped.
//
// What was given here is told from that moment on, written or not. A phone without room goes on
// with what is in memory, and isFull() says so: nothing is lost while the page stays open.

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

  const unwritten = { events: new Map(), facts: new Map() }; // being written, or without room
  let hasRoom = true;

  async function write(name, deed) {
    const transaction = base.transaction(name, "readwrite");
    deed(transaction.objectStore(name));
    await done(transaction);
  }

  // -> resolves once it is written, or once it is known that it can't be
  async function keep(name, entries) {
    entries.forEach(([key, value]) => unwritten[name].set(key, value));
    const all = [...unwritten[name]]; // also those there was no room for before
    try {
      await write(name, (kept) => {
        all.forEach(([key, value]) => (name === "facts" ? kept.put(value, key) : kept.put(value)));
        if (kept.transaction.commit) kept.transaction.commit(); // also when the page is left now
      });
      hasRoom = true;
    } catch (error) {
      console.info("not written", error);
      hasRoom = false;
      return;
    }
    all.forEach(([key, value]) => { if (unwritten[name].get(key) === value) unwritten[name].delete(key); });
  }

  // What was given and not written goes before what is written.
  async function eventsBy(reading, isMeant) {
    const before = [...unwritten.events]; // may be written before the answer comes
    const found = new Map((await asked(reading())).map((event) => [event.event_id, event]));
    [...before, ...unwritten.events].forEach(([id, event]) => { if (isMeant(event)) found.set(id, event); });
    return [...found.values()].sort((a, b) => a.number - b.number);
  }
  const events = () => base.transaction("events").objectStore("events");

  return {
    isFull: () => !hasRoom,
    isWriting: () => hasRoom && unwritten.events.size > 0,

    fact: async (name) => (unwritten.facts.has(name)
      ? unwritten.facts.get(name)
      : asked(base.transaction("facts").objectStore("facts").get(name))),
    keepFact: (name, value) => keep("facts", [[name, value]]),

    eventsOf: (owner) => eventsBy(() => events().index("owner").getAll(owner), (event) => event.owner === owner),
    everyEvent: () => eventsBy(() => events().getAll(), () => true),
    keepEvents: (given) => keep("events", given.map((event) => [event.event_id, event])),

    // Change events in one go, so that no other tab comes between reading and writing.
    change: async (ids, change) => {
      const changed = [];
      try {
        await write("events", (kept) => {
          ids.forEach((id) => {
            const reading = kept.get(id);
            reading.onsuccess = () => {
              const event = unwritten.events.get(id) || reading.result;
              if (!event) return;
              changed.push(id);
              kept.put(change(event));
            };
          });
        });
        changed.forEach((id) => unwritten.events.delete(id));
      } catch (error) {
        console.info("not changed", error);
        hasRoom = false;
        for (const id of ids) {
          const event = unwritten.events.get(id) || (await asked(events().get(id)));
          if (event) unwritten.events.set(id, change(event));
        }
      }
    },

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
