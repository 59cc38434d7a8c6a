// Follows a round: told by the server that there is something new, asks for what has changed.
// Without the stream it asks every two seconds; without any answer it says since when.

import { morph } from "./morph.mjs";

const BETWEEN_MS = 700; // at most so often
const SOON_MS = 300; // what came is not in the figures yet
const POLL_MS = 2000; // without the stream
const QUIET_MS = 10000; // with it: time goes by without events, too
const PATIENCE_MS = 12000;
const AWAY = 503; // the server is there, and is putting the board together
const NEW_STREAM_MS = 5000;
const RELOAD_MS = 30000;

const board = document.getElementById("board");
const words = JSON.parse(board.dataset.words);

/**
 * Keep the parts of the page as the round is.
 * @param {() => string[]} wanted - names of the parts to ask for now
 * @param {(answer: object, changed: string[]) => void} shown - called after each answer
 */
export function follow(wanted, shown) {
  let told = Number(board.dataset.number);
  let streaming = false;
  let asking = false;
  let askedAt = 0;
  let timer = 0;
  let heardAt = new Date();

  function soon(wait = 0) {
    window.clearTimeout(timer);
    timer = window.setTimeout(ask, Math.max(wait, askedAt + BETWEEN_MS - Date.now()));
  }

  async function ask() {
    if (asking || document.hidden) return;
    asking = true;
    askedAt = Date.now();
    let wait = null;
    try {
      const answer = await read(wanted(), told);
      if (answer) {
        heardAt = new Date();
        tell(null);
        shown(answer, apply(answer));
        if (answer.number < told) wait = SOON_MS;
      }
    } catch (error) {
      tell(heardAt, error.message === String(AWAY) ? words.reading : words.lost);
      wait = POLL_MS;
    }
    asking = false;
    if (wait !== null) soon(wait);
  }

  function listen() {
    const stream = new EventSource(board.dataset.live);
    stream.addEventListener("open", () => { streaming = true; });
    stream.addEventListener("live", (event) => {
      streaming = true;
      told = JSON.parse(event.data).number;
      soon();
    });
    stream.addEventListener("error", () => {
      streaming = false;
      soon();
      if (stream.readyState === EventSource.CLOSED) window.setTimeout(listen, NEW_STREAM_MS);
    });
  }

  window.setInterval(() => {
    const since = Date.now() - askedAt;
    if (since > (streaming ? QUIET_MS : POLL_MS)) soon();
  }, 500);
  document.addEventListener("visibilitychange", () => soon());
  window.addEventListener("offline", () => tell(heardAt));
  window.addEventListener("online", () => soon());
  listen();
  return soon;
}

async function read(names, told) {
  const seen = names.map((name) => `${name}:${partOf(name).dataset.look}`);
  const query = new URLSearchParams({ want: names.join(","), seen: seen.join(","), told });
  if (board.dataset.street) query.set("street", board.dataset.street);
  const answer = await fetch(`${board.dataset.now}?${query}`, {
    headers: { "HX-Request": "true" },
    signal: AbortSignal.timeout(PATIENCE_MS),
  });
  const elsewhere = answer.headers.get("HX-Redirect"); // the session has ended
  if (elsewhere) {
    window.location.assign(`/login?next=${encodeURIComponent(window.location.pathname + window.location.search)}`);
    return null;
  }
  if ([403, 404, 409].includes(answer.status)) window.setTimeout(() => window.location.reload(), RELOAD_MS);
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

function partOf(name) {
  return document.getElementById(`part-${name}`);
}

function apply(answer) {
  document.getElementById("clock").textContent = answer.as_of;
  say(document.getElementById("band"), answer.band);
  for (const [name, part] of Object.entries(answer.parts)) {
    const fresh = document.createElement("template");
    fresh.innerHTML = part.html;
    morph(partOf(name), fresh.content);
    partOf(name).dataset.look = part.look;
  }
  return Object.keys(answer.parts);
}

function tell(since, sentence_of = words.lost) {
  document.getElementById("as-of").hidden = Boolean(since);
  document.getElementById("state").classList.toggle("broken", Boolean(since));
  say(document.getElementById("lost"), since ? sentence_of.replace("{time}", moment(since)) : "");
}

// A sentence, or nothing; what is read aloud is only touched if it is another one.
function say(element, sentence) {
  element.hidden = !sentence;
  if (element.textContent !== sentence) element.textContent = sentence;
}

// With the date, if that was on another day: a screen is left on.
function moment(time) {
  const at = time.toLocaleTimeString("en-GB");
  const today = time.toDateString() === new Date().toDateString();
  return today ? at : `${time.toLocaleDateString("sv-SE")} ${at}`;
}
