// Wet gloves tap twice: the second tap must not do what the page offers next.

const SECOND_TAP_MS = 350;
let timer = 0;

export function ignoreSecondTap() {
  clearTimeout(timer);
  document.body.classList.add("resting");
  timer = setTimeout(() => document.body.classList.remove("resting"), SECOND_TAP_MS);
}
