// Sentences in two languages. The English one is the name of each; the Chinese come with the page.

const catalogue = JSON.parse(document.getElementById("words").textContent);
let lang = document.documentElement.lang === "en" ? "en" : "zh";

export function language() {
  return lang;
}

export function speak(chosen) {
  lang = chosen === "en" ? "en" : "zh";
  document.documentElement.lang = lang === "en" ? "en" : "zh-CN";
}

// Marks a sentence that is translated where it is shown.
export const N = (sentence) => sentence;

export function t(sentence, facts) {
  const words = (lang === "zh" && catalogue[sentence]) || sentence;
  if (!facts) return words;
  return words.replace(/\{(\w+)\}/g, (all, name) => (name in facts ? String(facts[name]) : all));
}

// Minutes since 00:00 of the round's day as people say them: 09:45, +1 03:30.
export function clock(minute) {
  const whole = Math.floor(minute + 1e-6);
  const day = Math.floor(whole / 1440);
  const rest = whole - day * 1440;
  const two = (number) => String(number).padStart(2, "0");
  const text = `${two(Math.floor(rest / 60))}:${two(rest % 60)}`;
  if (day === 0) return text;
  return `${day > 0 ? "+" : "−"}${Math.abs(day)} ${text}`;
}
