// Talking with the server: who this phone is, its task, and sending what was reported.

import { language } from "./words.mjs";

const PATIENCE_MS = 20000;
const LONGEST_RETRY_MS = 30000;

export class Unreachable extends Error {}
// The server is there, and says when to ask again.
export class AskAgain extends Unreachable {
  constructor(afterMs) {
    super("503");
    this.afterMs = afterMs;
  }
}
export class LoginNeeded extends Error {}
export class Refused extends Error {
  constructor(status, problem) {
    super(`${status}`);
    this.status = status;
    this.problem = problem || {};
  }
}

export function connect() {
  let csrf = null;
  let login = null; // for whom this page sends; with another login it would be another place's

  // The whole answer within the time: on the road a network may end between its head and its body.
  async function ask(address, options) {
    const stop = new AbortController();
    let timer = 0;
    const late = new Promise((resolve, reject) => {
      timer = setTimeout(() => { stop.abort(); reject(new Error("no answer in time")); }, PATIENCE_MS);
    });
    const asking = fetch(address, Object.assign({ signal: stop.signal, cache: "no-store" }, options))
      .then(async (answer) => ({ status: answer.status, headers: answer.headers, text: await answer.text() }));
    let answer;
    try {
      answer = await Promise.race([asking, late]);
    } catch (error) {
      throw new Unreachable(String(error));
    } finally {
      clearTimeout(timer);
    }
    if (answer.status === 401) throw new LoginNeeded();
    const after_s = Number.parseInt(answer.headers.get("Retry-After") || "", 10);
    if (answer.status === 503 && after_s >= 0) {
      throw new AskAgain(Math.min(after_s * 1000, LONGEST_RETRY_MS));
    }
    if (answer.status >= 500 || answer.status === 429) throw new Unreachable(String(answer.status));
    return answer;
  }

  function read(answer) {
    // a hotel's or an office's login page may answer in the server's place
    const isJson = /json/.test(answer.headers.get("Content-Type") || "");
    if (!isJson) throw new Unreachable("no JSON");
    let found;
    try {
      found = JSON.parse(answer.text);
    } catch (error) {
      throw new Unreachable(String(error));
    }
    if (answer.status >= 400) throw new Refused(answer.status, found);
    return found;
  }

  async function phone() {
    const found = read(await ask("/api/v1/phone"));
    csrf = found.csrf_token;
    return found;
  }

  async function same() {
    if ((await phone()).login !== login) throw new LoginNeeded();
  }

  async function send(method, address, body, again) {
    if (csrf === null) await same();
    const answer = await ask(`${address}?lang=${language()}`, {
      method,
      headers: { "Content-Type": "application/json", "X-CSRF-Token": csrf || "" },
      body: JSON.stringify(body),
    });
    try {
      return read(answer);
    } catch (error) {
      const stale = error instanceof Refused && error.problem.code === "csrf" && !again;
      if (!stale) throw error;
      await same(); // somebody has logged in anew since
      return send(method, address, body, true);
    }
  }

  return {
    phone,
    sendAs: (chosen) => { login = chosen; },
    task: async (roundId, tag) => {
      const headers = tag ? { "If-None-Match": tag } : {};
      const answer = await ask(`/api/v1/rounds/${encodeURIComponent(roundId)}/task`, { headers });
      const date = Date.parse(answer.headers.get("Date") || "");
      if (answer.status === 304) return { task: null, tag, date };
      return { task: read(answer), tag: answer.headers.get("ETag"), date };
    },
    sendMany: (roundId, events) =>
      send("POST", `/api/v1/rounds/${encodeURIComponent(roundId)}/events`, { events }),
  };
}
