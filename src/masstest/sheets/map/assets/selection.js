// What is chosen: one thing, shown on the map, in the list, on the card and in the address.

let choice = null;

function chosenThing() {
  return choice === null ? undefined : known[choice.kind].get(choice.id);
}

/** Positions, and the things on the map, that belong to what is chosen. */
function belongings() {
  const lit = new Set();
  const positions = [];
  const thing = chosenThing();
  const add = (one) => {
    if (!one) return;
    lit.add(one);
    if (one.at) positions.push(one.at);
  };
  const addStops = (route) => {
    lit.add(route);
    if (route.origin) positions.push(route.origin);
    route.stops.forEach((stop) => add(placeOf(stop).thing));
  };
  if (!thing) return { lit: lit, positions: positions };
  add(thing);
  if (choice.kind === "point") thing.goers.forEach((goer) => add(goer.compound));
  if (choice.kind === "compound") {
    thing.places.forEach((place) => add(known.point.get(place.point)));
  }
  if (choice.kind === "run" || choice.kind === "team") addStops(thing);
  if (choice.kind === "vehicle") thing.runs.forEach(addStops);
  if (choice.kind === "street") {
    facts.points.concat(facts.compounds).forEach((place) => {
      if (place.street === thing.name) add(place);
    });
  }
  return { lit: lit, positions: positions };
}

function setClass(layer, name, on) {
  const element = layer && layer.getElement ? layer.getElement() : null;
  if (element) element.classList.toggle(name, on);
}

/** Give everything on the map the look that goes with the choice and the street. */
function restyle() {
  const lit = belongings().lit;
  const thing = chosenThing();
  const focus = choice !== null && choice.kind !== "street";
  map.getContainer().classList.toggle("has-choice", focus);
  facts.compounds.forEach((compound) => {
    const outside = !seenInStreet("compound", compound);
    [compound.shape, compound.ring, compound.letter].forEach((layer) => {
      setClass(layer, "lit", lit.has(compound));
      setClass(layer, "outside", outside);
    });
    setClass(compound.shape, "chosen", compound === thing);
    compound.lines.forEach((line) => {
      const on = lit.has(compound) && lit.has(line.point) && (compound === thing || line.point === thing);
      setClass(line, "lit", on);
      setClass(line, "outside", outside);
    });
  });
  facts.points.forEach((point) => {
    [point.shape, point.ring, point.letter].forEach((layer) => {
      setClass(layer, "lit", lit.has(point));
      setClass(layer, "outside", !seenInStreet("point", point));
    });
    setClass(point.shape, "chosen", point === thing);
  });
  facts.labs.forEach((lab) => {
    setClass(lab.shape, "lit", lit.has(lab));
    setClass(lab.shape, "chosen", lab === thing);
  });
  [["run", facts.runs], ["team", facts.teams]].forEach((pair) => {
    pair[1].forEach((route) => setClass(route.shape, "outside", !seenInStreet(pair[0], route)));
  });
  facts.streets.forEach((one) => {
    setClass(one.shape, "chosen", one === thing || one.name === street);
  });
}

function routesOfChoice() {
  const thing = chosenThing();
  if (!thing) return [];
  if (choice.kind === "run" || choice.kind === "team") return [thing];
  return choice.kind === "vehicle" ? thing.runs : [];
}

/**
 * Choose a thing. `from` says where: the map stays still for what was clicked on it, and the
 * list stays open that was clicked in.
 */
function select(kind, id, from) {
  const thing = known[kind] ? known[kind].get(id) : undefined;
  if (!thing) return false;
  choice = { kind: kind, id: id };
  makeSureItIsSeen(kind, thing);
  if (kind === "street") chooseStreet(id);
  showRoutes(routesOfChoice());
  showCard(kind, thing);
  showInList(kind, thing);
  restyle();
  if (from !== "map") lookAt(belongings().positions);
  writeAddress();
  return true;
}

function showInList(kind, thing) {
  if (kind === "vehicle" || kind === "run") {
    chooseVehicle(kind === "vehicle" ? thing.id : vehicle === thing.vehicle ? vehicle : null);
    openTab("run");
  } else if (TABLES[kind] && tab !== kind) openTab(kind);
  markRow();
}

function clearChoice() {
  if (choice === null) return;
  choice = null;
  showRoutes([]);
  hideCard();
  restyle();
  markRow();
  writeAddress();
}

// The address names the choice, so that it can be passed on: map.html#point=S001
function addressOf(chosen) {
  return chosen === null ? "" : "#" + chosen.kind + "=" + encodeURIComponent(chosen.id);
}

function writeAddress() {
  const wanted = addressOf(choice);
  if (location.hash !== wanted) location.hash = wanted;
}

function readAddress() {
  const parts = /^#(\w+)=(.+)$/.exec(location.hash);
  if (!parts) {
    if (location.hash === "") clearChoice();
    return;
  }
  let id;
  try {
    id = decodeURIComponent(parts[2]);
  } catch (error) {
    return; // half an escape: not an address of ours
  }
  if (choice === null || choice.kind !== parts[1] || choice.id !== id) select(parts[1], id, "address");
}

window.addEventListener("hashchange", readAddress);
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") clearChoice();
});
map.on("click", clearChoice);
