// A plan's page: tabs, the row that is selected (here and on the map), changes being collected.
"use strict";

// --- tabs: arrow keys go from one to the next, as in any tab list
const tabs = [...document.querySelectorAll("[role=tab]")];

function showTab(name) {
  for (const tab of tabs) {
    const chosen = tab.dataset.table === name;
    tab.setAttribute("aria-selected", String(chosen));
    tab.tabIndex = chosen ? 0 : -1;
  }
}
showTab(document.getElementById("plan-table").dataset.table);

document.querySelector("[role=tablist]").addEventListener("keydown", (event) => {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  const at = tabs.indexOf(document.activeElement);
  if (at < 0) return;
  if (step) tabs[(at + step + tabs.length) % tabs.length].focus();
  else if (event.key === "Home") tabs[0].focus();
  else if (event.key === "End") tabs[tabs.length - 1].focus();
  else if (event.key === " ") tabs[at].click();
  else return;
  event.preventDefault();
});

// --- the selected row: "plan:selected" tells the map, and the map tells us
const TABLE_OF = { point: "points", compound: "coverage", run: "runs", lab: "labs", team: "doorstep" };
let selected = "";

function rowsOf(key) {
  return [...document.querySelectorAll("#plan-rows tr[data-key]")].filter((row) => row.dataset.key === key);
}

function mark() {
  for (const row of document.querySelectorAll("#plan-rows tr[data-key]")) {
    row.classList.toggle("selected", row.dataset.key === selected);
    row.querySelector(".pick").setAttribute("aria-pressed", String(row.dataset.key === selected));
  }
}

function select(key, source) {
  selected = key;
  mark();
  document.dispatchEvent(new CustomEvent("plan:selected", { detail: { key, source } }));
}

document.addEventListener("click", (event) => {
  const row = event.target.closest("#plan-rows tr[data-key]");
  const isControl = event.target.closest("a, button:not(.pick), input");
  if (row && !isControl) select(row.dataset.key, "table");
});

document.addEventListener("plan:selected", (event) => {
  if (event.detail.source !== "map") return;
  selected = event.detail.key;
  const [row] = rowsOf(selected);
  const table = TABLE_OF[selected.split(":")[0]];
  if (row) {
    mark();
    scrollWithin(row);
  } else if (table) {
    const address = document.getElementById("plan-map").dataset.tables;
    window.htmx.ajax("GET", `${address}${table}?at=${encodeURIComponent(selected)}`, {
      target: "#plan-table",
      swap: "outerHTML",
    });
  }
});

function scrollWithin(row) {
  const frame = row.closest(".table-frame");
  frame.scrollTop += row.getBoundingClientRect().top - frame.getBoundingClientRect().top - frame.clientHeight / 3;
}

document.body.addEventListener("htmx:afterSettle", (event) => {
  const panel = document.getElementById("plan-table");
  if (panel) showTab(panel.dataset.table);
  mark();
  const [row] = selected ? rowsOf(selected) : [];
  if (row && event.detail.target.id === "plan-table") scrollWithin(row);
});

// --- changes being collected: hidden fields in the form that plans again
const collected = document.getElementById("collected");
const bar = document.getElementById("collected-bar");

function collect(name, subject, said) {
  const known = [...collected.querySelectorAll("input")];
  if (known.some((field) => field.name === name && field.value === subject)) return;
  const item = document.createElement("li");
  const field = document.createElement("input");
  field.type = "hidden";
  field.name = name;
  field.value = subject;
  const words = document.createElement("span");
  words.textContent = said;
  const remove = document.createElement("button");
  remove.type = "button";
  remove.className = "small";
  remove.textContent = collected.dataset.remove;
  remove.setAttribute("aria-label", `${collected.dataset.remove}: ${said}`);
  remove.addEventListener("click", () => {
    item.remove();
    count();
  });
  item.append(field, words, remove);
  collected.append(item);
  count();
}

let formInSight = false; // then the bar, which leads to the form, would only cover it

function count() {
  const many = collected.children.length;
  bar.hidden = many === 0 || formInSight;
  bar.querySelector("span").textContent = bar.dataset.words.replace("{n}", many);
}

if (collected) {
  new IntersectionObserver(([seen]) => {
    formInSight = seen.isIntersecting;
    count();
  }).observe(collected.closest("form"));
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-collect]");
  if (button) collect(button.dataset.collect, button.dataset.subject, button.dataset.said);
});

for (const field of document.querySelectorAll("[data-collects]")) {
  const take = () => {
    const value = field.value.trim();
    if (!/^(site|lab|vehicle|staff)=\S/.test(value)) return false;
    const subject = value.split(" ")[0];
    const name = value.slice(subject.length).trim() || subject;
    collect(field.name, subject, field.dataset.collects.replace("{name}", name));
    field.value = "";
    return true;
  };
  field.addEventListener("change", take);
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && take()) event.preventDefault();
  });
}
