// The table of places: folded by street and community, sorted, filtered.

const table = () => document.getElementById("places");
const rowsOf = () => [...table().tBodies[0].rows];
const open = new Set();
const chosen = { find: "", only: "", sort: "", falling: false };
let everything = false;
let given = []; // the keys in the server's order
let words = {};

export function startTree(said) {
  words = said;
  given = rowsOf().map((row) => row.dataset.key);
  document.getElementById("places-tools").hidden = false;
  const only = document.getElementById("places-state");
  const find = document.getElementById("places-find");
  const all = document.getElementById("places-all");
  all.dataset.wordsClosed = all.textContent;
  const streets = rowsOf().filter((row) => row.classList.contains("level-1"));
  if (streets.length === 1) open.add(streets[0].dataset.key);
  find.addEventListener("input", () => { chosen.find = find.value.trim().toLowerCase(); apply(); });
  only.addEventListener("change", () => { chosen.only = only.value; apply(); });
  all.addEventListener("click", () => {
    everything = !everything;
    open.clear();
    all.setAttribute("aria-pressed", String(everything));
    all.textContent = everything ? all.dataset.wordsOpen : all.dataset.wordsClosed;
    apply();
  });
  document.getElementById("part-places").addEventListener("click", (event) => {
    const fold = event.target.closest(".fold");
    const sort = event.target.closest("th[data-sort]");
    if (fold) toggle(fold.closest("tr").dataset.key);
    else if (sort && event.target.closest(".sort")) sortBy(sort.dataset.sort);
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#place-"]');
    if (link) reveal(decodeURIComponent(link.hash.slice("#place-".length)));
  });
  apply();
}

/** Fold, sort and filter anew, after the rows have changed. */
export function apply() {
  const rows = rowsOf();
  const known = new Set(given);
  for (const row of rows) if (!known.has(row.dataset.key)) given.push(row.dataset.key);
  const byKey = new Map(rows.map((row) => [row.dataset.key, row]));
  const filtering = Boolean(chosen.find || chosen.only);
  const shown = new Set();
  for (const row of rows) {
    if (filtering ? fits(row) : unfolded(row, byKey)) {
      for (let each = row; each; each = byKey.get(each.dataset.parent)) shown.add(each);
    }
  }
  for (const row of rows) {
    row.hidden = !shown.has(row);
    const fold = row.querySelector(".fold");
    if (fold) fold.setAttribute("aria-expanded", String(filtering || everything || open.has(row.dataset.key)));
  }
  for (const head of table().tHead.querySelectorAll("[data-sort]")) {
    const active = head.dataset.sort === chosen.sort;
    head.setAttribute("aria-sort", active ? (chosen.falling ? "descending" : "ascending") : "none");
  }
  order(rows);
  const places = [...shown].filter((row) => row.classList.contains("level-3")).length;
  document.getElementById("places-count").textContent = filtering ? words.shown.replace("{count}", places) : "";
}

function fits(row) {
  if (!row.classList.contains("level-3")) {
    return !chosen.only && row.querySelector(".name").textContent.toLowerCase().includes(chosen.find);
  }
  const name = row.cells[0].textContent.toLowerCase();
  if (!name.includes(chosen.find)) return false;
  if (chosen.only === "trouble") return row.dataset.signal !== "green";
  return !chosen.only || row.dataset.state === chosen.only;
}

function unfolded(row, byKey) {
  if (everything) return true;
  for (let each = byKey.get(row.dataset.parent); each; each = byKey.get(each.dataset.parent)) {
    if (!open.has(each.dataset.key)) return false;
  }
  return true;
}

// Siblings by the chosen column, each followed by what belongs to it.
function order(rows) {
  const place = new Map(given.map((key, index) => [key, index]));
  const children = new Map();
  for (const row of rows) {
    const group = children.get(row.dataset.parent) || [];
    group.push(row);
    children.set(row.dataset.parent, group);
  }
  const name = `v${chosen.sort.charAt(0).toUpperCase()}${chosen.sort.slice(1)}`;
  const turn = chosen.falling ? -1 : 1;
  const compare = (a, b) => {
    const first = place.get(a.dataset.key) - place.get(b.dataset.key);
    if (!chosen.sort) return first;
    if (chosen.sort === "name") {
      return turn * a.querySelector(".name").textContent.localeCompare(b.querySelector(".name").textContent, document.documentElement.lang);
    }
    return turn * (Number(a.dataset[name]) - Number(b.dataset[name])) || first;
  };
  const ordered = [];
  const add = (parent) => {
    for (const row of (children.get(parent) || []).sort(compare)) {
      ordered.push(row);
      add(row.dataset.key);
    }
  };
  add("");
  if (ordered.some((row, index) => row !== rows[index])) table().tBodies[0].append(...ordered);
}

function toggle(key) {
  if (everything) {
    for (const row of rowsOf()) if (row.querySelector(".fold")) open.add(row.dataset.key);
    everything = false;
    const all = document.getElementById("places-all");
    all.setAttribute("aria-pressed", "false");
    all.textContent = all.dataset.wordsClosed;
  }
  if (open.has(key)) open.delete(key);
  else open.add(key);
  apply();
}

function sortBy(name) {
  if (chosen.sort !== name) Object.assign(chosen, { sort: name, falling: false });
  else if (!chosen.falling) chosen.falling = true;
  else Object.assign(chosen, { sort: "", falling: false });
  apply();
}

/** Unfold all that a place belongs to, so that it can be gone to. */
function reveal(key) {
  const byKey = new Map(rowsOf().map((row) => [row.dataset.key, row]));
  const row = byKey.get(key);
  if (!row) return;
  for (const field of ["places-find", "places-state"]) document.getElementById(field).value = "";
  Object.assign(chosen, { find: "", only: "" });
  for (let each = byKey.get(row.dataset.parent); each; each = byKey.get(each.dataset.parent)) open.add(each.dataset.key);
  apply();
}
