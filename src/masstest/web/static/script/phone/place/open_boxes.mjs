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

export async function begin(app, boxId) {
  if (!ids.includes(boxId)) ids = [...ids, boxId];
  await app.keepFact("begun", ids);
}

export async function forget(app, boxId) {
  ids = ids.filter((id) => id !== boxId);
  await app.keepFact("begun", ids);
  app.render();
}
