// Printing phone cards: all of them, or one street's.
"use strict";

document.getElementById("print").addEventListener("click", () => window.print());

const only = document.getElementById("only");
if (only) {
  only.addEventListener("change", () => {
    for (const card of document.querySelectorAll(".pass")) {
      card.hidden = only.value !== "" && card.dataset.street !== only.value;
    }
  });
}
