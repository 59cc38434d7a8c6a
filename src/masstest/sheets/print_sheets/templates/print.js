"use strict";
// "#print" in the address opens the dialog: that is how the list of sheets prints with one click.
document.getElementById("print").addEventListener("click", () => window.print());
if (location.hash === "#print") {
  window.addEventListener("load", () => window.print());
}
