// Search by name or number, with suggestions that arrow keys walk through.

const query = byName("query");
const found = byName("found");
const MOST = 12;
let marked = -1;

const searchable = [];
[["point", facts.points], ["compound", facts.compounds], ["lab", facts.labs], ["run", facts.runs],
  ["team", facts.teams], ["vehicle", Array.from(known.vehicle.values())],
  ["street", facts.streets]].forEach((pair) => {
  pair[1].forEach((thing) => {
    const kind = pair[0];
    const id = kind === "street" ? thing.name : thing.id;
    const names = [id, nameOf(kind, thing)].concat(kind === "point" ? [String(thing.number)] : []);
    searchable.push({ kind: kind, id: id, thing: thing, names: names.map((name) => name.toLowerCase()) });
  });
});

/** 0 for the same, 1 for the beginning, 2 for a part, 9 for nothing. */
function likeness(entry, text) {
  return entry.names.reduce((best, name) => {
    const at = name.indexOf(text);
    return Math.min(best, name === text ? 0 : at === 0 ? 1 : at > 0 ? 2 : 9);
  }, 9);
}

function matches(text) {
  return searchable
    .map((entry, order) => ({ entry: entry, order: order, likeness: likeness(entry, text) }))
    .filter((match) => match.likeness < 9)
    .sort((a, b) => a.likeness - b.likeness || a.order - b.order)
    .slice(0, MOST)
    .map((match) => match.entry);
}

function suggest() {
  const text = query.value.trim().toLowerCase();
  empty(found);
  marked = -1;
  query.removeAttribute("aria-activedescendant");
  const entries = text ? matches(text) : [];
  entries.forEach((entry, at) => {
    const name = nameOf(entry.kind, entry.thing);
    const item = make("li", { role: "option", id: "found-" + at, "aria-selected": "false" },
      make("small", {}, say(entry.kind)), " ", entry.kind === "point" ? entry.thing.number + " " : null, name,
      name === entry.id ? null : make("small", {}, " " + entry.id));
    item.addEventListener("mousedown", (event) => {
      event.preventDefault();
      take(entry);
    });
    item.entry = entry;
    found.appendChild(item);
  });
  if (text && !entries.length) found.appendChild(make("li", { class: "none" }, say("nothing_found")));
  found.hidden = !text;
  query.setAttribute("aria-expanded", String(!found.hidden));
}

function mark(to) {
  const items = Array.from(found.querySelectorAll("[role=option]"));
  if (!items.length) return;
  marked = (to + items.length) % items.length;
  items.forEach((item, at) => item.setAttribute("aria-selected", String(at === marked)));
  query.setAttribute("aria-activedescendant", items[marked].id);
  items[marked].scrollIntoView({ block: "nearest" });
}

function take(entry) {
  closeSuggestions();
  query.value = nameOf(entry.kind, entry.thing);
  select(entry.kind, entry.id, "search");
}

function closeSuggestions() {
  found.hidden = true;
  query.setAttribute("aria-expanded", "false");
}

query.addEventListener("input", suggest);
query.addEventListener("focus", () => query.select());
query.addEventListener("blur", closeSuggestions);
query.addEventListener("keydown", (event) => {
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    if (found.hidden) suggest();
    mark(marked + (event.key === "ArrowDown" ? 1 : marked < 0 ? 0 : -1));
  } else if (event.key === "Escape" && !found.hidden) {
    event.stopPropagation();
    closeSuggestions();
  }
});
byName("search").addEventListener("submit", (event) => {
  event.preventDefault();
  const options = found.querySelectorAll("[role=option]");
  if (found.hidden || !options.length) suggest();
  const taken = found.querySelectorAll("[role=option]")[Math.max(0, marked)];
  if (taken) take(taken.entry);
});
