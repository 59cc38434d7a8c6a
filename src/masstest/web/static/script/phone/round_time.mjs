// The round's time. A phone's own clock may be wrong, and a day that is over can be played again:
// both are put right by one difference, which is kept for the time without a network.

export function roundTime() {
  let offsetMs = 0;
  let midnightMs = 0;
  let live = true;
  return {
    nowMs: () => Date.now() + offsetMs,
    nowMin: () => (Date.now() + offsetMs - midnightMs) / 60000,
    minuteOf: (iso) => (Date.parse(iso) - midnightMs) / 60000,
    iso: () => new Date(Date.now() + offsetMs).toISOString(),
    // A played day runs on from where this phone first saw it; a real one follows the server.
    set: (clock, roundId, known) => {
      midnightMs = clock.midnight_ms;
      live = clock.live;
      const there = midnightMs + clock.now_min * 60000;
      const started = known && known.roundId === roundId && !known.live && !live;
      offsetMs = started ? Math.max(known.offsetMs, there - Date.now()) : there - Date.now();
      return { roundId, live, offsetMs, midnightMs };
    },
    restore: (known) => {
      offsetMs = known.offsetMs;
      midnightMs = known.midnightMs;
      live = known.live;
    },
    // The server's Date, good to a second: worth following only if the phone is off by more.
    follow: (serverMs) => {
      if (live && serverMs && Math.abs(serverMs - (Date.now() + offsetMs)) > 2000) {
        offsetMs = serverMs - Date.now();
        return true;
      }
      return false;
    },
    keep: (roundId) => ({ roundId, live, offsetMs, midnightMs }),
  };
}
