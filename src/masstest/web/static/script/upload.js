// Uploading: files dropped on the frame, and the chosen file's name.
"use strict";

for (const form of document.querySelectorAll("form.upload")) {
  const frame = form.querySelector(".drop");
  const input = form.querySelector("input[type=file]");
  const chosen = form.querySelector("[data-chosen]");
  const button = form.querySelector("button[data-busy]");

  input.classList.add("sr-only"); // the frame says in our language what is chosen

  const show = () => {
    if (input.files.length) chosen.textContent = input.files[0].name;
  };
  input.addEventListener("change", show);
  for (const kind of ["dragenter", "dragover"]) {
    frame.addEventListener(kind, (event) => {
      event.preventDefault();
      frame.classList.add("over");
    });
  }
  for (const kind of ["dragleave", "drop"]) {
    frame.addEventListener(kind, () => frame.classList.remove("over"));
  }
  frame.addEventListener("drop", (event) => {
    event.preventDefault();
    if (!event.dataTransfer.files.length) return;
    input.files = event.dataTransfer.files;
    show();
    form.requestSubmit(button);
  });
}
