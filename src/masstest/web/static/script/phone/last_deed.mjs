// The last thing that was reported here, and a way to take it back.

import { h } from "./dom.mjs";
import { factInWords } from "./header.mjs";
import { confirmSheet } from "./sheet.mjs";
import { clock, t } from "./words.mjs";

const KEPT_MIN = 30;

export function lastDeed(app) {
  const mine = new Set(app.mine.filter((event) => event.state !== "refused" && event.state !== "dropped").map((event) => event.event_id));
  const last = [...app.events].reverse().find((event) => mine.has(event.event_id));
  if (!last || app.time.nowMin() - last.at_min > KEPT_MIN) return null;
  const words = factInWords(last.fact);
  return h("div.undo",
    h("span", t("Last: {what} · {time}", { what: words, time: clock(last.at_min) })),
    h("button", {
      type: "button",
      onclick: () => confirmSheet({
        title: t("Was that wrong?"),
        words: t("“{what}” is taken back. That both were reported stays on record.", { what: words }),
        yes: t("Take it back"),
        deed: () => app.correct(last.event_id, "reported by mistake"),
      }),
    }, t("That was wrong")));
}
