// The service worker's first part: the whole site, kept on the reader's device, one release at a time.
// The build puts `BUILD` (the release) and `FILES` ({path: [sha256, bytes]}) before it, and JupyterLite's own worker behind it.
// A release is served from here only when every file of it is stored and has the right hash, so nobody gets a mixture.
const NAME = "smtp-tutor-";
const HERE = NAME + BUILD;
const HASH = "x-smtp-sha256";
const DONE = "stored-whole"; // the entry that says that a release is complete
const AT_ONCE = 6; // downloads side by side
const channel = new BroadcastChannel("smtp-tutor-offline");
const root = new URL("./", self.location).pathname;
const skip = self.skipWaiting.bind(self);
self.skipWaiting = () => Promise.resolve(); // JupyterLite's part would push a release under pages of another one
let filling = null;
let served = null; // whether this release is whole, looked up once

const address = (path) => new URL(root + path, self.location).href;
const whole = async (name) => (await caches.has(name)) && Boolean(await (await caches.open(name)).match(address(DONE)));
const releases = async () => (await caches.keys()).filter((name) => name.startsWith(NAME));

async function kept(cache, path) { // the stored file, where it is this release's
  const response = await cache.match(address(path));
  return response?.headers.get(HASH) === FILES[path][0] ? response : undefined;
}

async function elsewhere(path) { // the same file in another release needs no second download
  for (const name of await releases()) {
    const found = name === HERE ? undefined : await kept(await caches.open(name), path);
    if (found) return found;
  }
  return undefined;
}

async function download(path) {
  const response = await fetch(address(path), { cache: "no-cache" });
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  const body = await response.arrayBuffer();
  const digest = [...new Uint8Array(await crypto.subtle.digest("SHA-256", body))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  if (digest !== FILES[path][0]) throw new Error(`${path}: wrong hash`);
  const headers = new Headers(response.headers);
  for (const name of ["content-encoding", "content-length", "vary"]) headers.delete(name); // it is stored unpacked
  headers.set(HASH, digest);
  return new Response(body, { headers });
}

async function fill() { // goes on where an interrupted download stopped
  const cache = await caches.open(HERE);
  const paths = Object.keys(FILES);
  let done = 0;
  async function next() {
    for (let path = paths.pop(); path !== undefined; path = paths.pop()) {
      if (!(await kept(cache, path))) await cache.put(address(path), (await elsewhere(path)) ?? (await download(path)));
      done += 1;
      if (done % 20 === 0) channel.postMessage({ tell: "filling", ...(await state()) });
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, next));
  await cache.put(address(DONE), new Response(BUILD));
  served = Promise.resolve(true);
}

function store() {
  filling ??= fill()
    .then(() => "", (error) => {
      console.warn(`The site could not be stored: ${error}`);
      return error.name === "QuotaExceededError" ? "full" : "broken off";
    })
    .then(async (problem) => {
      filling = null;
      channel.postMessage({ tell: "state", problem, ...(await state()) });
      return problem;
    });
  return filling;
}

async function state() {
  const complete = await whole(HERE);
  const stored = complete ? Object.keys(FILES) : [];
  if (!complete && (await caches.has(HERE))) {
    const prefix = address("").length;
    stored.push(...(await (await caches.open(HERE)).keys()).map((request) => request.url.slice(prefix)).filter((path) => path in FILES));
  }
  const sum = (paths) => paths.reduce((total, path) => total + FILES[path][1], 0);
  return { build: BUILD, complete, filling: Boolean(filling), stored: sum(stored), total: sum(Object.keys(FILES)) };
}

async function forget() { // what is on this device of every release; the reader's progress is elsewhere
  served = Promise.resolve(false);
  await Promise.all((await releases()).map((name) => caches.delete(name)));
}

async function answer(event, path) {
  served ??= whole(HERE);
  const found = (await served) ? await (await caches.open(HERE)).match(address(path)) : undefined;
  return found ?? fetch(event.request);
}

self.addEventListener("install", (event) => event.waitUntil((async () => {
  const before = await releases();
  const complete = await Promise.all(before.map(whole));
  if (!self.registration.active) return skip(); // a first visit: the pages there are of this release
  if (!complete.some(Boolean)) return undefined;
  const problem = await store(); // a new release replaces the old only once it is here, whole
  if (problem) throw new Error(problem);
  return undefined;
})()));

self.addEventListener("activate", (event) => event.waitUntil((async () => {
  for (const name of await releases()) if (name !== HERE) await caches.delete(name);
})()));

self.addEventListener("message", (event) => event.waitUntil((async () => {
  const asked = event.data?.do;
  if (asked === "store") await store();
  else if (asked === "remove") await forget();
  else if (asked === "take over") {
    const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
    if (pages.length > 1) return event.source.postMessage({ tell: "tabs", tabs: pages.length });
    return skip();
  }
  return event.source?.postMessage({ tell: "state", problem: "", ...(await state()) });
})()));

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== self.location.origin || !url.pathname.startsWith(root)) return;
  const path = decodeURIComponent(url.pathname.slice(root.length)).replace(/(^|\/)$/, "$1index.html");
  if (!(path in FILES) || event.request.cache === "no-store") return;
  event.stopImmediatePropagation(); // JupyterLite's part would answer once more
  event.respondWith(answer(event, path));
});
