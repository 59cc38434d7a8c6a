// Elements without markup in strings: what people typed never becomes part of a page.

// h("button.main", { onclick, disabled }, "words", child, [children], null)
export function h(what, ...rest) {
  const [tag, ...classes] = what.split(".");
  const element = document.createElement(tag || "div");
  if (classes.length) element.className = classes.join(" ");
  const first = rest[0];
  const plain = first && typeof first === "object" && !(first instanceof Node) && !Array.isArray(first);
  if (plain) Object.keys(rest.shift()).forEach((name) => set(element, name, first[name]));
  add(element, rest);
  return element;
}

function set(element, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
  else if (name === "value") element.value = value;
  else element.setAttribute(name, value === true ? "" : value);
}

function add(element, children) {
  for (const child of children) {
    if (Array.isArray(child)) add(element, child);
    else if (child !== null && child !== undefined && child !== false) element.append(child);
  }
}

export function fill(element, ...children) {
  while (element.firstChild) element.removeChild(element.firstChild);
  add(element, children);
  return element;
}
