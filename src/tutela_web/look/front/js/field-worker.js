/* Retains the shell and what it loads: blank forms, the same for everybody. Nothing else is ever
   answered from here or kept: no page of the site, nothing that was sent or asked. */
const KEEPS = `notes-${SHELL.stamp}`;
self.addEventListener("install", (e) => {
  e.waitUntil(caches.open(KEEPS).then((kept) => kept.addAll(SHELL.retained.map((url) => new Request(url, { cache: "reload", credentials: "omit" })))).then(() => self.skipWaiting()));
});
self.addEventListener("activate", (e) => {
  e.waitUntil(caches.keys().then((names) => Promise.all(names.filter((n) => n.startsWith("notes-") && n !== KEEPS).map((n) => caches.delete(n)))).then(() => self.clients.claim()));
});
self.addEventListener("fetch", (e) => {
  const url = new URL(e.request.url);
  if (e.request.method !== "GET" || url.origin !== location.origin) return;
  let path = url.pathname;
  if (path === SHELL.start) {
    const own = self.navigator.language.slice(0, 2);
    path = SHELL.retained.find((r) => r === `${SHELL.start}${own}/`) || `${SHELL.start}en/`;
  }
  if (!SHELL.retained.includes(path)) return;
  e.respondWith(caches.open(KEEPS).then((kept) => kept.match(path)).then((hit) => hit || fetch(e.request)));
});
