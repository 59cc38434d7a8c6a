// What every page does: say what went wrong with a part that htmx asked for, and dialogs.
"use strict";

document.body.addEventListener("htmx:beforeSwap", (event) => {
  // A refusal (4xx) comes with a part that says why: show it where the answer was to go.
  const status = event.detail.xhr.status;
  const isPage = (event.detail.xhr.getResponseHeader("Content-Type") || "").startsWith("text/html");
  if (status >= 400 && status < 500 && isPage) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
});

document.body.addEventListener("htmx:sendError", () => tell(document.body.dataset.unreachable || "✕"));
document.body.addEventListener("htmx:responseError", (event) => {
  tell(`${document.body.dataset.failed || "✕"} (${event.detail.xhr.status})`);
});

function tell(words) {
  const note = document.createElement("div");
  note.className = "alert wrong";
  note.textContent = words;
  document.getElementById("messages").replaceChildren(note);
  window.setTimeout(() => note.remove(), 12000);
}

// <button data-opens="id"> opens the dialog of that id, [data-closes] closes the one it is in.
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener) document.getElementById(opener.dataset.opens).showModal();
  if (event.target.closest("[data-closes]")) event.target.closest("dialog").close();
});

// A file that the server wouldn't take isn't sent: a proxy in between may refuse it without words.
document.addEventListener("submit", (event) => {
  const files = [...event.target.querySelectorAll("input[type=file]")].flatMap((input) => [...input.files]);
  if (!files.some((file) => file.size > Number(document.body.dataset.mostBytes))) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  tell(document.body.dataset.tooLarge);
}, true);

// <button data-sure="words">: what can't be taken back is asked for once more.
document.addEventListener("submit", (event) => {
  const button = event.submitter?.closest("button[data-sure]");
  if (button && !window.confirm(button.dataset.sure)) event.preventDefault();
});

// <button data-busy="words">: once its form is sent it says so, and can't be pressed again.
document.addEventListener("submit", (event) => {
  const button = event.submitter?.closest("button[data-busy]");
  if (!button || event.defaultPrevented) return;
  button.dataset.idle = button.textContent;
  button.textContent = button.dataset.busy;
  window.setTimeout(() => { button.disabled = true; }); // after the form's data were taken
});

// Pressed twice, a form is sent once.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (Date.now() - Number(form.dataset.sentAt || 0) < 2000) event.preventDefault();
  else form.dataset.sentAt = String(Date.now());
});

// Back by the browser's button: the form is as it was.
window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of document.forms) delete form.dataset.sentAt;
  for (const button of document.querySelectorAll("button[data-idle]")) {
    button.disabled = false;
    button.textContent = button.dataset.idle;
  }
});
