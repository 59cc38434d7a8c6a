// What is shown: a switch for every layer.

const shown = {
  points: true, compounds: true, links: true, zones: true, labs: true, streets: true,
  names: true, specimen: false, supply: false, waste: false, doorstep: false,
};
const SWITCHES = ["points", "compounds", "links", "zones", "labs", "specimen", "supply", "waste", "doorstep", "streets", "names"];
const NAMED_AS_THINGS = ["points", "compounds", "labs", "streets"];

function showLayer(name, on) {
  shown[name] = on;
  if (layers[name]) {
    if (on) layers[name].addTo(map);
    else layers[name].remove();
  }
  resizePlaces();
  restyle();
  writeNames();
}

function writeSwitches() {
  const box = empty(byName("layer-list"));
  SWITCHES.forEach((name) => {
    if (layers[name] && !layers[name].getLayers().length) return;
    const tick = make("input", { type: "checkbox", "data-layer": name, change: () => showLayer(name, tick.checked) });
    tick.checked = shown[name];
    const label = NAMED_AS_THINGS.indexOf(name) >= 0 ? say(name) : say("layer_" + name);
    box.appendChild(make("label", {}, tick, label));
  });
}
