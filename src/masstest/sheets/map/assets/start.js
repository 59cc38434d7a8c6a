// Everything is there: show the district, or what the address names.

Object.keys(shown).forEach((name) => {
  if (shown[name] && layers[name]) layers[name].addTo(map);
});
chosenRoutes.addTo(map);
if (everywhere.isValid()) {
  map.fitBounds(everywhere, { padding: [20, 20], animate: false });
  map.setMaxBounds(everywhere.pad(1));
}
resizePlaces();
writeSwitches();
writeLegend();
openTab("point");
restyle();
readAddress();
byName("whole").addEventListener("click", () => {
  clearChoice();
  chooseStreet(null);
  if (everywhere.isValid()) map.fitBounds(everywhere, { padding: [20, 20], animate: false });
});
writeNames();
document.documentElement.setAttribute("data-ready-ms", Math.round(performance.now()));
