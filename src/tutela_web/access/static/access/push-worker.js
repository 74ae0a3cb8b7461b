/* Shows "Open Tutela", the one sentence that is ever sent, and opens the site. It retains nothing and
   answers no page. */
self.addEventListener("push", (e) => {
  const words = e.data ? e.data.text() : "Open Tutela";
  e.waitUntil(self.registration.showNotification(words, { tag: "tutela", renotify: true, requireInteraction: true }));
});
self.addEventListener("notificationclick", (e) => {
  e.notification.close();
  e.waitUntil(
    self.clients
      .matchAll({ type: "window", includeUncontrolled: true })
      .then((open) => (open.length ? open[0].focus() : self.clients.openWindow("/"))),
  );
});
