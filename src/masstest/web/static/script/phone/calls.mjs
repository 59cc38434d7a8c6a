// What a place has asked for and hasn't got yet, with a button for when it comes.

import { h } from "./dom.mjs";
import { clock, t } from "./words.mjs";

// -> the latest event of each thing asked for, unless somebody has said since that it came
function open(app) {
  const asked = new Map();
  app.events.forEach((event) => {
    const { kind } = event.fact;
    if (kind === "help_needed") asked.set(null, event);
    else if (kind === "supplies_short") asked.set(event.fact.item, event);
    else if (kind === "call_settled") asked.delete(event.fact.item || null);
  });
  return [...asked];
}

export function openCalls(app, after = () => undefined) {
  return open(app).map(([item, event]) => {
    const time = clock(event.at_min);
    const settle = () => {
      after();
      app.report({ kind: "call_settled", caller: app.task.place.id, item });
    };
    return h("div.asked",
      h("p.small", item === null ? t("Help was asked for at {time}.", { time }) : t("{item} asked for at {time}.", { item, time })),
      h("button.wide", { type: "button", onclick: settle }, item === null ? t("Help has come") : t("{item}: supplies have come", { item })));
  });
}
