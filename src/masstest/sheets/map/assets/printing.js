// On paper the map has the width of a landscape page, and shows what was seen on the screen.

let beforePrinting = null;

function preparePaper() {
  if (beforePrinting) return;
  beforePrinting = { centre: map.getCenter(), zoom: map.getZoom(), seen: map.getBounds() };
  document.body.classList.add("printing");
  map.invalidateSize({ animate: false, pan: false });
  map.fitBounds(beforePrinting.seen, { animate: false });
  writeNames();
}

function backToScreen() {
  if (!beforePrinting) return;
  const before = beforePrinting;
  beforePrinting = null;
  document.body.classList.remove("printing");
  map.invalidateSize({ animate: false, pan: false });
  map.setView(before.centre, before.zoom, { animate: false });
}

window.addEventListener("beforeprint", preparePaper);
window.addEventListener("afterprint", backToScreen);
byName("print").addEventListener("click", () => window.print());
