// Boxes that were begun on this phone and hold nothing yet: kept over a reload.

let ids = [];
let owner = null;

export function begunBoxes(app) {
  if (owner !== app.task.place.id) {
    owner = app.task.place.id;
    ids = [];
    app.fact("begun").then((kept) => { ids = kept || []; app.render(); });
  }
  return ids;
}

export function begin(app, boxId) {
  if (!ids.includes(boxId)) keep(app, [...ids, boxId]);
}

export function forget(app, boxId) {
  keep(app, ids.filter((id) => id !== boxId));
}

function keep(app, boxIds) {
  ids = boxIds;
  app.keepFact("begun", ids);
  app.render();
}
