// Identifiers that a phone makes by itself. Not by randomUUID: on a plain http network, and in
// older browsers, there is none.

export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// What a label may say: box, seal, tube.
const CODE = /^[A-Za-z0-9][A-Za-z0-9._/-]{0,63}$/;

// A code as it was typed or scanned, made plain (full-width letters, blanks); "" if it is none.
export function codeOf(text) {
  const plain = String(text || "").normalize("NFKC").replace(/\s+/g, "");
  return CODE.test(plain) ? plain : "";
}
