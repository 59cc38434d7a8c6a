// Showing one street only.

const streetChoice = byName("street");
let street = null;

facts.streets.forEach((one) => streetChoice.appendChild(make("option", { value: one.name }, one.name)));
streetChoice.insertBefore(make("option", { value: "" }, say("all_streets")), streetChoice.firstChild);
streetChoice.value = "";

function stopsIn(stops) {
  return stops.some((stop) => {
    const thing = placeOf(stop).thing;
    return thing !== undefined && thing.street === street;
  });
}

/** Whether a thing is listed when the chosen street is. */
function listedInStreet(kind, thing) {
  if (street === null || kind === "lab") return true;
  if (kind === "vehicle") return thing.runs.some((run) => stopsIn(run.stops));
  return kind === "point" || kind === "compound" ? thing.street === street : stopsIn(thing.stops);
}

/** Whether it is seen on the map: points and compounds also when the others are of the street. */
function seenInStreet(kind, thing) {
  if (listedInStreet(kind, thing)) return true;
  if (kind === "point") return thing.goers.some((goer) => goer.compound.street === street);
  if (kind === "compound") {
    return thing.places.some((place) => {
      const point = known.point.get(place.point);
      return point !== undefined && point.street === street;
    });
  }
  return false;
}

function chooseStreet(name) {
  street = name || null;
  streetChoice.value = name || "";
  listAgain();
  restyle();
  writeNames();
}

/** Let go of a street in which `thing` would not be seen. */
function makeSureItIsSeen(kind, thing) {
  if (street !== null && kind !== "street" && !seenInStreet(kind, thing)) chooseStreet(null);
}

streetChoice.addEventListener("change", () => {
  const name = streetChoice.value;
  if (name) select("street", name, "filter");
  else {
    chooseStreet(null);
    clearChoice();
  }
});
