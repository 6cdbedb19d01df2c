/* Keeps the last worklist and the assignments opened from it, so that they can be read without a line.
   The network always comes first: what is kept is shown only when it does not answer. Signing out throws all away. */

"use strict";

const PAGES = "dondoc-pages";
const FILES = "dondoc-files";
const MOST_PAGES = 60;
const KEPT = [/^\/worklist$/, /^\/assignments\/\d+$/];
const OFFLINE = "/offline";

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(FILES).then((files) => keepWithFiles(files, OFFLINE)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const request = event.request;
  const address = new URL(request.url);
  if (address.origin !== self.location.origin) return;
  if (request.method === "POST" && address.pathname === "/sign-out") event.waitUntil(caches.delete(PAGES));
  if (request.method !== "GET") return;
  if (address.pathname.startsWith("/static/")) event.respondWith(file(request));
  else if (request.mode === "navigate") event.respondWith(page(request, address));
  else if (/^\/directives\/\d+\/pages\/\d+\.png$/.test(address.pathname)) event.respondWith(picture(request));
});

/* A static file's address changes with its content: what is kept is right for good. */
async function file(request) {
  const files = await caches.open(FILES);
  const kept = await files.match(request);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok) await files.put(request, answer.clone());
  return answer;
}

async function page(request, address) {
  const pages = await caches.open(PAGES);
  const isKept = KEPT.some((pattern) => pattern.test(address.pathname));
  try {
    const answer = await fetch(request);
    if (answer.url.includes("/sign-in")) await caches.delete(PAGES);
    else if (isKept && answer.ok && !answer.redirected) await keep(pages, request, answer.clone());
    return answer;
  } catch (error) {
    const kept = isKept && ((await pages.match(request)) || (await pages.match(address.pathname, { ignoreSearch: true })));
    if (kept) return told(kept);
    return (await (await caches.open(FILES)).match(OFFLINE)) || Response.error();
  }
}

/* Only the pictures of pages that were opened: the clause beside its form. */
async function picture(request) {
  const pages = await caches.open(PAGES);
  try {
    const answer = await fetch(request);
    if (answer.ok) await keep(pages, request, answer.clone());
    return answer;
  } catch (error) {
    return (await pages.match(request)) || Response.error();
  }
}

async function keep(pages, request, answer) {
  await pages.put(request, answer);
  const known = await pages.keys();
  for (const old of known.slice(0, Math.max(known.length - MOST_PAGES, 0))) await pages.delete(old);
}

/* Every page carries, hidden, the notice that it is a kept copy and of when: it is shown here. */
async function told(kept) {
  const text = (await kept.text()).replace('id="kept-copy" hidden', 'id="kept-copy"');
  return new Response(text, { status: 200, headers: kept.headers });
}

async function keepWithFiles(files, address) {
  const answer = await fetch(address);
  if (!answer.ok) return;
  await files.put(address, answer.clone());
  for (const found of (await answer.text()).matchAll(/(?:href|src)="(\/static\/[^"]+)"/g)) await files.add(found[1]);
}

/* A reminder: its subject, and where it leads; the text stays on the site. */
self.addEventListener("push", (event) => {
  const told = event.data ? event.data.json() : {};
  const options = { tag: told.name, data: told.link, icon: "/static/icon-192.png", lang: "vi" };
  event.waitUntil(self.registration.showNotification(told.title || "Đôn Đốc", options));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(self.clients.openWindow(event.notification.data || "/"));
});
