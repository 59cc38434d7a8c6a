// A batch is started: boxes are scanned into it, or ticked; those of key groups first.

import { fill, h } from "../dom.mjs";
import { good, wrong } from "../feedback.mjs";
import { codeField } from "../scan.mjs";
import { closeSheet, openSheet } from "../sheet.mjs";
import { t } from "../words.mjs";
import { inPhase, labBoxes, tubesOf } from "./state.mjs";

export function batchSheet(app, first) {
  const boxes = inPhase(labBoxes(app), "received");
  const chosen = new Set(first ? [first] : []);
  const problem = h("p.problem", { role: "alert" });
  const sum = h("p", { role: "status" });
  const rows = h("div");
  const batch = h("input", { id: "batch", maxlength: "40", autocomplete: "off", value: nextBatch(app) });
  const save = h("button.main", { type: "button", onclick: commit }, t("Start the batch"));
  const scan = codeField({ name: "box", label: t("Scan the boxes of the batch"), onCode: scanned, again: true });
  batch.addEventListener("input", draw);

  function scanned(code) {
    const box = boxes.find((each) => each.box_id === code);
    if (box) {
      good();
      chosen.add(code);
      problem.textContent = "";
    } else {
      wrong();
      problem.textContent = t("Box {box_id} isn't among those received and not started.", { box_id: code });
    }
    draw();
  }

  function draw() {
    const inBatch = boxes.filter((box) => chosen.has(box.box_id));
    sum.textContent = t("In the batch: boxes {boxes}, tubes {tubes}", { boxes: inBatch.length, tubes: tubesOf(inBatch) });
    save.disabled = !inBatch.length || !/^[A-Za-z0-9][A-Za-z0-9._/-]*$/.test(batch.value);
    fill(rows, boxes.map((box) => {
      const isIn = chosen.has(box.box_id);
      const toggle = () => { if (isIn) chosen.delete(box.box_id); else chosen.add(box.box_id); draw(); };
      return h(`button.box.${isIn ? "green" : "grey"}`, { type: "button", "aria-pressed": isIn ? "true" : "false", onclick: toggle },
        h("span.state", isIn ? "✓" : ""),
        h("span.what", h("strong", box.box_id, box.key ? h("span.mark", t("key group")) : null), h("small", `${box.source} · ${t("tubes {tubes}", box)}`)));
    }));
  }

  function commit() {
    const box_ids = boxes.map((box) => box.box_id).filter((id) => chosen.has(id));
    closeSheet();
    app.report({ kind: "batch_started", lab_id: app.task.place.id, batch_id: batch.value, box_ids });
  }

  openSheet({
    title: t("Start a batch"),
    body: [
      scan.element, problem, sum,
      h("button", { type: "button", onclick: () => { boxes.forEach((box) => chosen.add(box.box_id)); draw(); } }, t("All {count} boxes", { count: boxes.length })),
      rows,
      h("div.field", h("label", { for: "batch" }, t("Number of the batch")), batch),
    ],
    actions: [save],
    closing: () => scan.stop(),
  });
  draw();
  scan.focus();
}

// L1-B03 after two batches; another phone may have used it: then there are two parts of it.
function nextBatch(app) {
  const started = new Set(app.events.filter((event) => event.fact.kind === "batch_started").map((event) => event.fact.batch_id));
  return `${app.task.place.id}-B${String(started.size + 1).padStart(2, "0")}`;
}
