// Building the page. Text is always text: nothing here reads a string as markup.

const SVG = "http://www.w3.org/2000/svg";

function fillIn(element, attributes, children) {
  Object.keys(attributes || {}).forEach((name) => {
    const value = attributes[name];
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value !== null && value !== false) element.setAttribute(name, value);
  });
  children.forEach((child) => {
    if (child === null || child === undefined) return;
    element.appendChild(child instanceof Node ? child : document.createTextNode(String(child)));
  });
  return element;
}

/** An element; functions among the attributes listen to the event of that name. */
function make(tag, attributes, ...children) {
  return fillIn(document.createElement(tag), attributes, children);
}

/** The same for drawings. */
function draw(tag, attributes, ...children) {
  return fillIn(document.createElementNS(SVG, tag), attributes, children);
}

function empty(element) {
  while (element.firstChild) element.removeChild(element.firstChild);
  return element;
}

function byName(id) {
  return document.getElementById(id);
}
