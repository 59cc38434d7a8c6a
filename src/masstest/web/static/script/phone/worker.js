// Keeps the phone page with all it needs, so that it opens without a network. What the API says
// passes through: the page itself knows what to do when it doesn't answer.
//
// VERSION, PAGE and FILES stand above: the server writes them.
"use strict";

const CACHE = `masstest-phone-${VERSION}`;

self.addEventListener("install", (event) => {
  const fresh = [PAGE, ...FILES].map((address) => new Request(address, { cache: "reload" }));
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(fresh)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const old = (name) => name.startsWith("masstest-phone-") && name !== CACHE;
  event.waitUntil(
    caches.keys()
      .then((names) => Promise.all(names.filter(old).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  if (event.request.method !== "GET" || address.origin !== self.location.origin) return;
  const isPage = event.request.mode === "navigate" && address.pathname === PAGE;
  if (!isPage && !FILES.includes(address.pathname)) return;
  event.respondWith(
    caches.open(CACHE)
      .then((cache) => cache.match(isPage ? PAGE : address.pathname))
      .then((kept) => kept || fetch(event.request)));
});
