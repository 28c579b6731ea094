// Shows a notice that was pushed, and opens what it leads to. It keeps and fetches nothing.
"use strict";

self.addEventListener("push", (event) => {
  let told = {};
  try { told = event.data ? event.data.json() : {}; } catch { return; }
  const path = typeof told.path === "string" && told.path.startsWith("/desk/") ? told.path : "/desk/notices/";
  event.waitUntil(self.registration.showNotification(String(told.title || ""), { body: String(told.text || ""), lang: String(told.lang || ""), tag: String(told.tag || ""), data: { path } }));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(clients.openWindow(event.notification.data.path));
});
