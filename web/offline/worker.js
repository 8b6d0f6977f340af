// The service worker's first part: the whole site, kept on the reader's device, one release at a time.
// The build puts BUILD (the release) and FILES ({path: [sha256, bytes, bytes sent]}) before it, JupyterLite's own part behind it.
// A release is served from here only when every file of it is stored and had the right hash, so nobody gets a mixture.
const ROOT = new URL("./", self.location);
const NAME = `smtp-tutor ${ROOT.pathname} `; // other sites of this origin have caches too
const HERE = NAME + BUILD;
const ASKED = `${NAME}asked`; // the reader wants the next release, whatever its download costs
const LIST = "stored-list"; // in each release's cache: its FILES
const DONE = "stored-whole"; // and that it is complete
const AT_ONCE = 4; // downloads side by side
const QUIET = 2000; // milliseconds without a request of a page, until a download goes on
const channel = new BroadcastChannel(NAME);
const skip = self.skipWaiting.bind(self);
self.skipWaiting = () => Promise.resolve(); // JupyterLite's part would push a release under pages of another one
let filling = null; // the download that runs: {stop, stored, promise}
let served = null; // the promise of the cache that answers, or of null; looked up once
let busy = 0; // when a page last asked for something that is not from here

const address = (path) => new URL(path, ROOT).href;
const open = (name) => caches.open(name);
const entry = (cache, path) => cache.match(address(path), { ignoreVary: true });
const whole = async (name) => (await caches.has(name)) && Boolean(await entry(await open(name), DONE));
const releases = async () => (await caches.keys()).filter((name) => name.startsWith(NAME) && name !== ASKED);
const sum = (paths, which) => paths.reduce((total, path) => total + FILES[path][which], 0);
const sleep = (time) => new Promise((done) => { setTimeout(done, time); });
const [BYTES, SENT] = [1, 2];

/** A metered or a slow connection, as far as the browser tells. */
function metered() {
  const network = navigator.connection;
  return Boolean(network && (network.saveData || network.type === "cellular" || /2g|3g/.test(network.effectiveType ?? "")));
}

async function checked(path, cache) { // a file of this release, fetched
  const response = await fetch(address(path), { cache, priority: "low" });
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  const body = await response.clone().arrayBuffer();
  const digest = [...new Uint8Array(await crypto.subtle.digest("SHA-256", body))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  if (digest !== FILES[path][0]) return null;
  return response.redirected ? new Response(body, response) : response; // a page cannot be shown from a redirected answer
}

async function download(path) { // what the browser has from showing the page will do, where it is of this release
  const response = (await checked(path, "default")) ?? (await checked(path, "reload"));
  if (!response) throw new Error(`${path}: wrong hash`);
  return response;
}

/** Where each file is on this device: {path: cache}, this release's own first, and those of other releases that are the same. */
async function kept() {
  const found = {};
  for (const name of [HERE, ...(await releases()).filter((name) => name !== HERE)]) {
    if (!(await caches.has(name))) continue;
    const cache = await open(name);
    const list = name === HERE ? FILES : await (await entry(cache, LIST))?.json();
    if (!list) continue;
    const prefix = ROOT.href.length;
    for (const { url } of await cache.keys()) {
      const path = decodeURIComponent(url.slice(prefix));
      if (path in FILES && !(path in found) && list[path]?.[0] === FILES[path][0]) found[path] = { name, cache };
    }
  }
  return found;
}

async function state() {
  const complete = await whole(HERE);
  const places = complete ? FILES : await kept();
  const mine = Object.keys(places).filter((path) => complete || places[path].name === HERE);
  const missing = Object.keys(FILES).filter((path) => !(path in places));
  return {
    build: BUILD, complete, filling: Boolean(filling), metered: metered(),
    stored: sum(mine, BYTES), total: sum(Object.keys(FILES), BYTES), download: sum(missing, SENT),
  };
}

async function fill(job) { // goes on where an interrupted download stopped
  const places = await kept();
  const paths = Object.keys(FILES).filter((path) => places[path]?.name !== HERE);
  const { quota = Infinity, usage = 0 } = (await navigator.storage?.estimate?.()) ?? {};
  if (quota - usage < sum(paths, BYTES)) throw new DOMException("too little room", "QuotaExceededError");
  const cache = await open(HERE);
  await cache.put(address(LIST), new Response(JSON.stringify(FILES)));
  job.stored = sum(Object.keys(FILES), BYTES) - sum(paths, BYTES);
  let told = 0;
  async function next() {
    for (let path = paths.pop(); path !== undefined && !job.stop; path = paths.pop()) {
      const place = places[path];
      try {
        if (!place) while (Date.now() - busy < QUIET) await sleep(QUIET); // readers come first
        await cache.put(address(path), place ? await entry(place.cache, path) : await download(path));
      } catch (error) {
        paths.length = 0; // the others end too
        throw error;
      }
      job.stored += FILES[path][BYTES];
      if (Date.now() - told > 250) {
        told = Date.now();
        channel.postMessage({ tell: "filling", build: BUILD, stored: job.stored, total: sum(Object.keys(FILES), BYTES) });
      }
    }
  }
  const ends = await Promise.allSettled(Array.from({ length: AT_ONCE }, next));
  for (const end of ends) if (end.status === "rejected") throw end.reason;
  if (job.stop) throw new Error("stopped");
  const now = await (await fetch(self.location.href, { cache: "no-cache" })).text();
  if (!now.startsWith(`const BUILD = ${JSON.stringify(BUILD)};`)) throw new Error("there is a newer release"); // pages are of it
  await cache.put(address(DONE), new Response(BUILD));
  served = Promise.resolve(cache);
}

/** Store this release; "" or what stood in the way: "full", "broken". */
function store() {
  if (!filling) {
    const job = { stop: false, stored: 0 };
    filling = job;
    job.promise = fill(job).then(() => "", async (error) => {
      console.info(`The site could not be stored: ${error}`);
      const full = error.name === "QuotaExceededError";
      if (full) await caches.delete(HERE); // half a release is of no use, and takes the room of something else
      else if (!job.stop) self.registration.update().catch(() => {}); // perhaps there is a newer release
      return full ? "full" : "broken";
    }).finally(() => { filling = null; });
  }
  return filling.promise;
}

async function tidy() { // what is left of other releases
  for (const name of await releases()) if (name !== HERE) await caches.delete(name);
  await caches.delete(ASKED);
}

async function forget() { // all that is on this device of every release; the reader's progress is elsewhere
  if (filling) {
    filling.stop = true;
    await filling.promise;
  }
  served = Promise.resolve(null);
  for (const name of [...(await releases()), ASKED]) await caches.delete(name);
}

async function answer(event, path) {
  served ??= whole(HERE).then((complete) => (complete ? open(HERE) : null)).catch(() => {
    served = null; // storage that does not answer now: the network does, and storage is asked again next time
    return null;
  });
  const cache = await served;
  const there = cache && (await entry(cache, path).catch(() => undefined));
  if (cache && event.request.method === "HEAD") return new Response(null, { status: there ? 200 : 404 });
  if (cache) return there ?? download(path); // of this release, or not at all
  busy = Date.now();
  return fetch(event.request);
}

async function install() {
  if (!self.registration.active) return; // a first visit
  const others = (await releases()).filter((name) => name !== HERE);
  if (!(await Promise.all(others.map(whole))).includes(true)) return skip(); // all pages come from the server: they are of this release
  // A new release replaces the old one only once it is here, whole. Until then the reader has the old one, whole.
  const problem = metered() && !(await caches.has(ASKED)) ? "metered" : await store();
  if (!problem) return;
  channel.postMessage({ tell: "update", problem, ...(await state()) });
  throw new Error(`The release ${BUILD} waits: ${problem}`);
}

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(whole(HERE).then((complete) => (complete ? tidy() : undefined))));

async function takeOver(source) {
  const pages = (await self.clients.matchAll({ type: "window", includeUncontrolled: true })).filter(({ url }) => url.startsWith(ROOT.href));
  if (pages.length > 1) source.postMessage({ tell: "tabs" });
  else await skip();
}

async function asked({ data, source }) {
  let problem = "";
  if (data?.do === "take over") return takeOver(source);
  if (data?.do === "store") {
    problem = await store();
    if (!problem) await tidy();
  }
  if (data?.do === "remove") await forget();
  if (data?.do === "agree") await open(ASKED);
  channel.postMessage({ tell: "state", problem, did: data?.do, ...(await state()) });
}

self.addEventListener("message", (event) => event.waitUntil(asked(event)));

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (!["GET", "HEAD"].includes(event.request.method) || url.origin !== ROOT.origin || !url.pathname.startsWith(ROOT.pathname)) return;
  const path = decodeURIComponent(url.pathname.slice(ROOT.pathname.length)).replace(/(^|\/)$/, "$1index.html");
  if (!(path in FILES)) return; // JupyterLite's part has the reader's drive, the network the rest
  event.stopImmediatePropagation();
  event.respondWith(answer(event, path));
});
