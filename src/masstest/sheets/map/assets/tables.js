// The lists beside the map: everything on it, for eyes and for screen readers.

const collator = new Intl.Collator(facts.lang, { numeric: true });
const earliest = (slots) => slots.reduce((first, slot) => Math.min(first, slot[0]), Infinity);

function comesAt(compound) {
  const times = compound.places.map((place) => earliest(place.slots))
    .concat(compound.visits.map((visit) => visit.stop.arrive));
  const first = times.length ? Math.min(...times) : Infinity;
  return first === Infinity ? null : first;
}

function farthest(compound) {
  return compound.places.length ? Math.max(...compound.places.map((place) => place.walk_m)) : null;
}

function named(thing, kind) {
  const name = nameOf(kind, thing);
  const badge = (thing.problems && thing.problems.length) || thing.missing;
  return [
    name,
    name === thing.id ? null : make("small", {}, " " + thing.id),
    badge ? make("b", { class: "badge", title: say("legend_problem") }, "!") : null,
  ];
}

const asTime = (value) => (value === null ? "" : clock(value));
const asNumber = (value) => (value === null ? "" : number(value));

// A column: heading, value to sort by, and what is shown (the value if nothing else is said).
const TABLES = {
  point: {
    tab: "points",
    all: facts.points,
    columns: [
      { head: "column_number", value: (p) => p.number, cell: (p) => [symbol("circle", facts.palette[p.colour], "#222"), p.number] },
      { head: "point", value: (p) => p.name, name: true },
      { head: "column_lanes", value: (p) => p.lanes, number: true },
      { head: "column_from", value: (p) => p.open_from, cell: (p) => [asTime(p.open_from)] },
      {
        head: "column_until", value: (p) => p.finish_at,
        cell: (p) => [make("span", p.slack_min < 0 ? { class: "late" } : {}, asTime(p.finish_at))],
      },
      { head: "column_people", value: (p) => p.persons, number: true },
    ],
  },
  compound: {
    tab: "compounds",
    all: facts.compounds,
    columns: [
      { head: "compound", value: (c) => c.name, name: true },
      {
        head: "point", value: destinations,
        cell: (c) => {
          const look = lookOf(c);
          return [symbol(look.shape, look.fill, look.edge === "#ffffff" ? "#000" : look.edge), destinations(c)];
        },
      },
      { head: "column_time", value: comesAt, cell: (c) => [asTime(comesAt(c))] },
      { head: "column_people", value: (c) => c.persons, number: true },
      { head: "column_walk", value: farthest, number: true },
    ],
  },
  run: {
    tab: "runs",
    all: facts.runs,
    columns: [
      { head: "run", value: (r) => r.id, name: true },
      { head: "vehicle", value: (r) => r.plate },
      { head: "column_task", value: (r) => say(r.kind) },
      { head: "column_from", value: (r) => r.start, cell: (r) => [asTime(r.start)] },
      { head: "column_until", value: (r) => r.end, cell: (r) => [asTime(r.end)] },
      { head: "column_stops", value: (r) => r.stops.length, number: true },
      { head: "column_tubes", value: (r) => r.tubes, number: true },
    ],
  },
  team: {
    tab: "teams",
    all: facts.teams,
    columns: [
      { head: "team", value: (t) => t.id, name: true },
      { head: "column_zone", value: (t) => t.zone },
      { head: "column_from", value: (t) => (t.stops.length ? t.stops[0].arrive : null), cell: (t) => [t.stops.length ? asTime(t.stops[0].arrive) : ""] },
      { head: "column_until", value: lastOf, cell: (t) => [asTime(lastOf(t))] },
      { head: "column_stops", value: (t) => t.stops.length, number: true },
      { head: "column_people", value: (t) => t.persons, number: true },
    ],
  },
  lab: {
    tab: "labs",
    all: facts.labs,
    columns: [
      { head: "lab", value: (l) => l.name, name: true },
      { head: "column_tubes", value: (l) => l.tubes, number: true },
      { head: "column_key_results", value: (l) => l.key_results_at, cell: (l) => [asTime(l.key_results_at)] },
      { head: "column_results", value: (l) => l.results_at, cell: (l) => [asTime(l.results_at)] },
    ],
  },
};

function lastOf(team) {
  return team.stops.length ? team.stops[team.stops.length - 1].depart : null;
}

const KINDS = Object.keys(TABLES);
let tab = "point";
let vehicle = null;

function inOrder(a, b) {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  return typeof a === "number" && typeof b === "number" ? a - b : collator.compare(a, b);
}

function buildTable(kind) {
  const table = TABLES[kind];
  table.body = make("tbody");
  table.rows = table.all.map((thing) => {
    const cells = table.columns.map((column) => {
      if (column.name) {
        const button = make("button", {
          type: "button", class: "link", tabindex: "-1", click: () => select(kind, thing.id, "table"),
        }, ...named(thing, kind));
        return make("th", { scope: "row" }, button);
      }
      const content = column.cell ? column.cell(thing) : [column.number ? asNumber(column.value(thing)) : column.value(thing)];
      return make("td", column.number ? { class: "number" } : {}, ...content);
    });
    const line = make("tr", {}, ...cells);
    line.addEventListener("click", (event) => {
      if (event.target.closest("button") === null) select(kind, thing.id, "table");
    });
    return { thing: thing, line: line, button: line.querySelector("button") };
  });
  table.heads = table.columns.map((column, at) => {
    const button = make("button", { type: "button", click: () => sortBy(kind, at) }, say(column.head), make("i", { "aria-hidden": "true" }));
    button.title = say("sort_by", { column: say(column.head) });
    return make("th", { scope: "col", "data-head": say(column.head), class: column.number ? "number" : null }, button);
  });
  table.sorted = { column: -1, down: false };
  table.body.addEventListener("keydown", walkRows);
  table.element = make(
    "table", { id: "table-" + kind },
    make("caption", {}, say(table.tab)),
    make("thead", {}, make("tr", {}, ...table.heads)),
    table.body
  );
}

function sortBy(kind, at) {
  const table = TABLES[kind];
  table.sorted = { column: at, down: table.sorted.column === at && !table.sorted.down };
  const value = table.columns[at].value;
  table.rows.sort((a, b) => (table.sorted.down ? -1 : 1) * inOrder(value(a.thing), value(b.thing)));
  table.heads.forEach((head, column) => {
    if (column === at) head.setAttribute("aria-sort", table.sorted.down ? "descending" : "ascending");
    else head.removeAttribute("aria-sort");
  });
  listAgain();
}

/** Arrow keys, Home and End walk through the rows. */
function walkRows(event) {
  const buttons = TABLES[tab].rows.filter((row) => row.line.parentNode).map((row) => row.button);
  const at = buttons.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: buttons.length - 1, PageDown: at + 15, PageUp: at - 15 }[event.key];
  if (to === undefined || at < 0) return;
  event.preventDefault();
  const next = buttons[Math.max(0, Math.min(buttons.length - 1, to))];
  reachable(next);
  next.focus();
}

/** The one row that the tab key reaches. */
function reachable(button) {
  TABLES[tab].rows.forEach((row) => row.button.setAttribute("tabindex", row.button === button ? "0" : "-1"));
}

function listAgain() {
  const table = TABLES[tab];
  const wanted = table.rows.filter((row) =>
    listedInStreet(tab, row.thing) && (tab !== "run" || vehicle === null || row.thing.vehicle === vehicle));
  empty(table.body);
  wanted.forEach((row) => table.body.appendChild(row.line));
  const frame = empty(byName("table-frame"));
  frame.appendChild(table.element);
  if (!wanted.length) frame.appendChild(make("p", {}, say("no_rows")));
  const count = wanted.length === table.all.length ? "rows" : "rows_of";
  empty(byName("row-count")).appendChild(document.createTextNode(say(count, { n: wanted.length, all: table.all.length })));
  byName("vehicle-choice").hidden = tab !== "run";
  const current = wanted.find((row) => row.line.hasAttribute("aria-current")) || wanted[0];
  if (current) reachable(current.button);
}

function openTab(kind) {
  tab = kind;
  if (!TABLES[kind].element) buildTable(kind);
  Array.from(byName("tabs").children).forEach((button) => {
    const open = button.getAttribute("data-kind") === kind;
    button.setAttribute("aria-selected", String(open));
    button.setAttribute("tabindex", open ? "0" : "-1");
  });
  listAgain();
  markRow();
}

/** Show which row is chosen, and bring it into view. */
function markRow(kind, id) {
  const table = TABLES[tab];
  const chosen = kind === undefined ? choice : { kind: kind, id: id };
  table.rows.forEach((row) => {
    const on = chosen !== null && chosen.kind === tab && chosen.id === row.thing.id;
    if (on) {
      row.line.setAttribute("aria-current", "true");
      reachable(row.button);
      const frame = byName("table-frame");
      const top = row.line.offsetTop - frame.clientHeight / 2;
      if (row.line.parentNode) frame.scrollTop = Math.max(0, top);
    } else row.line.removeAttribute("aria-current");
  });
}

function chooseVehicle(id) {
  vehicle = id;
  byName("vehicle").value = id || "";
}

KINDS.forEach((kind) => {
  byName("tabs").appendChild(make("button", {
    type: "button", role: "tab", "data-kind": kind, "aria-controls": "table-frame", click: () => openTab(kind),
  }, say(TABLES[kind].tab)));
});
byName("tabs").addEventListener("keydown", (event) => {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  const at = (KINDS.indexOf(tab) + step + KINDS.length) % KINDS.length;
  openTab(KINDS[at]);
  byName("tabs").children[at].focus();
});

byName("vehicle").appendChild(make("option", { value: "" }, say("all_vehicles")));
Array.from(known.vehicle.values())
  .sort((a, b) => collator.compare(a.plate, b.plate))
  .forEach((one) => byName("vehicle").appendChild(make("option", { value: one.id }, one.plate)));
byName("vehicle").addEventListener("change", () => {
  const id = byName("vehicle").value;
  if (id) select("vehicle", id, "table");
  else {
    chooseVehicle(null);
    clearChoice();
    listAgain();
  }
});
