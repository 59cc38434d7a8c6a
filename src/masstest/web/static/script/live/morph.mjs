// Changes what stands in the page into what the server sent, touching only what differs: focus,
// scrolling, and what somebody has unfolded or sorted stay.

// Set by people or by scripts here, never by what the server sends again.
const OURS = new Set(["hidden", "open", "aria-expanded", "aria-sort", "aria-pressed"]);

/** Make the children of `from` those of `to` (an element or fragment, which is used up). */
export function morph(from, to) {
  const pairs = paired(from, to);
  const kept = new Set(pairs.map(([old]) => old));
  for (const child of [...from.childNodes]) if (!kept.has(child)) child.remove();
  const ownOrder = from.dataset?.keyed === "own-order";
  let place = from.firstChild;
  for (const [old, fresh] of pairs) {
    if (old) become(old, fresh);
    const node = old || fresh;
    if (old && (ownOrder || node === place)) {
      if (node === place) place = place.nextSibling;
    } else {
      from.insertBefore(node, ownOrder ? null : place);
    }
  }
}

const keyOf = (node) => (node.nodeType === Node.ELEMENT_NODE ? node.dataset?.key : undefined);

// Every new child with the old one that it continues: by its key, else the next of its kind.
function paired(from, to) {
  const keyed = new Map();
  const others = [];
  for (const child of from.childNodes) {
    if (keyOf(child)) keyed.set(keyOf(child), child);
    else others.push(child);
  }
  let next = 0;
  return [...to.childNodes].map((fresh) => {
    const key = keyOf(fresh);
    if (key) {
      const old = keyed.get(key);
      return [old?.nodeName === fresh.nodeName ? old : null, fresh];
    }
    const found = others.findIndex((old, i) => i >= next && old.nodeName === fresh.nodeName);
    if (found < 0) return [null, fresh];
    next = found + 1;
    return [others[found], fresh];
  });
}

function become(old, fresh) {
  if (old.nodeType !== Node.ELEMENT_NODE) {
    if (old.nodeValue !== fresh.nodeValue) old.nodeValue = fresh.nodeValue;
    return;
  }
  if (old.isEqualNode(fresh)) return;
  for (const { name } of [...old.attributes]) {
    if (!fresh.hasAttribute(name) && !OURS.has(name)) old.removeAttribute(name);
  }
  for (const { name, value } of fresh.attributes) {
    if (!OURS.has(name) && old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
  morph(old, fresh);
}
