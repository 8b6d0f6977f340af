// A learner's progress in the browser: events in IndexedDB, shared by all widgets of a page, all pages and all tabs.
// No method throws. What the browser does not keep stays in the page's memory, is told by `problem`, and is tried again.
// It lives in the page, so a kernel that stops or starts again takes nothing with it.

const STORE = "events";
const PATIENCE = 5000; // ms after which a browser that does not open its storage at all is taken as broken

// Has this entry what every event has? The same rule as in smtp_tutor/progress/document.py.
function isEvent(entry) {
  return entry !== null && typeof entry === "object" && !Array.isArray(entry)
    && typeof entry.id === "string" && entry.id.length > 0 && entry.id.length <= 100
    && Number.isInteger(entry.at) && entry.at >= 0 && entry.at <= 32503680000000
    && typeof entry.day === "string" && /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(entry.day)
    && typeof entry.kind === "string" && entry.kind.length > 0 && entry.kind.length <= 100
    && flat(entry, 8);
}
function flat(value, left) {
  if (typeof value === "number") return Number.isFinite(value);
  if (value === null || typeof value !== "object") return ["string", "boolean", "object"].includes(typeof value);
  return left > 0 && Object.values(value).every((each) => flat(each, left - 1));
}

// What a saved file holds: its entries, and whether it is damaged; or null where it holds none. One that was cut off or
// spoiled gives the lines that are whole. smtp_tutor/progress/document.py reads files in the same way, and in other shapes too.
function savedEvents(text) {
  let found;
  try {
    found = JSON.parse(text.replace(/^\ufeff/, ""));
  } catch {
    const line = (each) => { try { return JSON.parse(each.trim().replace(/,$/, "")); } catch { return null; } };
    const entries = text.split("\n").map(line).filter(isEvent);
    return entries.length ? { entries, damaged: true } : null;
  }
  const entries = Array.isArray(found) ? found : found?.events;
  if (!Array.isArray(entries) || !(found.format === "smtp-tutor-progress" || entries.some(isEvent))) return null;
  return { entries, damaged: !entries.every(isEvent) };
}

function progressStore() {
  return (window.smtpTutorStore ??= makeStore());
}

function makeStore() {
  const pending = new Map(); // events that the browser has not kept, by id
  const watchers = new Set();
  let problem = "";
  let opening = null;
  let channel = null;
  try {
    channel = new BroadcastChannel("smtp-tutor");
    channel.onmessage = ({ data }) => {
      if (data === "erased") pending.clear();
      tell();
    };
  } catch { /* no other tab will hear of changes until it is loaded again */ }

  const tell = () => watchers.forEach((fn) => fn());
  const announce = (what) => {
    channel?.postMessage(what);
    tell();
  };
  const done = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

  // Opens whatever version is there: a newer release may have raised it. A store that is missing or of another make is made anew.
  async function openAt(version) {
    const request = indexedDB.open("smtp-tutor", version);
    request.onupgradeneeded = () => {
      const make = () => request.result.createObjectStore(STORE, { keyPath: "id" });
      if (!request.result.objectStoreNames.contains(STORE)) return void make();
      const old = request.transaction.objectStore(STORE).getAll();
      old.onsuccess = () => {
        request.result.deleteObjectStore(STORE);
        const made = make();
        old.result.filter(isEvent).forEach((event) => made.put(event));
      };
    };
    const db = await done(request);
    const sound = db.objectStoreNames.contains(STORE) && db.transaction(STORE).objectStore(STORE).keyPath === "id";
    if (sound) {
      db.onversionchange = db.onclose = () => { // another tab mends the storage, or the browser has taken it away
        db.close();
        opening = null;
      };
      return db;
    }
    db.close();
    return openAt(db.version + 1);
  }
  function open() {
    if (!opening) {
      const late = new Promise((_, reject) => setTimeout(() => reject(new Error("late")), PATIENCE));
      opening = Promise.race([openAt(), late]);
      opening.catch(() => { opening = null; });
    }
    return opening;
  }

  function named(error) {
    if (error?.name === "QuotaExceededError") return "full";
    const denied = ["SecurityError", "InvalidStateError", "NotAllowedError", "ReferenceError", "TypeError"];
    return denied.includes(error?.name) ? "denied" : "broken";
  }

  // One transaction: all of it is kept, or nothing. "strict" waits until it is on the disk, where a crash cannot reach it.
  async function change(work) {
    const transaction = (await open()).transaction(STORE, "readwrite", { durability: "strict" });
    const whole = new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onabort = () => reject(transaction.error);
    });
    work(transaction.objectStore(STORE));
    await whole;
  }

  // Tries to keep all that is pending. What was added meanwhile stays pending.
  async function flush() {
    const events = [...pending.values()];
    try {
      await change((store) => events.forEach((event) => store.put(event)));
      events.forEach((event) => pending.delete(event.id));
      problem = "";
    } catch (error) {
      if (events.some((event) => pending.has(event.id))) problem = named(error); // another call may have kept them by now
    }
    announce("changed");
  }

  async function stored() {
    const store = (await open()).transaction(STORE).objectStore(STORE);
    try {
      return await done(store.getAll());
    } catch { // one entry that cannot be read fails them all: read one by one
      const keys = await done((await open()).transaction(STORE).objectStore(STORE).getAllKeys());
      const each = keys.map(async (key) => done((await open()).transaction(STORE).objectStore(STORE).get(key)));
      return (await Promise.allSettled(each)).filter((one) => one.status === "fulfilled").map((one) => one.value);
    }
  }

  // Everything, entries included that are no events, and what the browser did not keep.
  async function all() {
    const waiting = [...pending.values()]; // taken first: what is kept while we read is then not missed
    let kept = [];
    try {
      kept = await stored();
      if (!pending.size) problem = "";
    } catch (error) {
      problem = named(error);
    }
    const ids = new Set(waiting.map((event) => event.id));
    return [...kept.filter((entry) => !ids.has(entry?.id)), ...waiting];
  }

  function today() {
    const now = new Date();
    const two = (number) => String(number).padStart(2, "0");
    return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  }
  function fresh() { // crypto.randomUUID is missing where the site is not served over https
    return crypto.randomUUID?.() ?? Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  async function add(event) {
    const whole = JSON.parse(JSON.stringify({ id: fresh(), at: Date.now(), day: today(), ...event }));
    if (!isEvent(whole)) return { kept: false, problem };
    pending.set(whole.id, whole);
    await flush();
    return { kept: !pending.has(whole.id), problem };
  }

  // Adds what is new. Events never change, so one with a known id is there already.
  async function merge(events) {
    const known = new Set((await all()).filter(isEvent).map((event) => event.id));
    const added = events.filter((event) => isEvent(event) && !known.has(event.id));
    added.forEach((event) => pending.set(event.id, event));
    if (pending.size) await flush();
    return { added: new Set(added.map((event) => event.id)).size, kept: pending.size === 0, problem };
  }

  async function erase() {
    pending.clear();
    try {
      await change((store) => store.clear());
      problem = "";
    } catch (error) {
      problem = named(error);
    }
    announce("erased");
    return { erased: problem === "", problem };
  }

  // The file: one entry a line, so that damage to a file spoils few of them.
  async function text() {
    const line = (entry) => { try { return JSON.stringify(entry); } catch { return undefined; } };
    const lines = (await all()).sort((a, b) => a?.at - b?.at || (a?.id < b?.id ? -1 : 1)).map(line).filter((each) => each !== undefined);
    return `{"format":"smtp-tutor-progress","version":1,"events":[\n${lines.join(",\n")}\n]}\n`;
  }
  async function download(filename) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([await text()], { type: "application/json" }));
    link.download = filename;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  }

  return {
    all,
    add,
    merge,
    erase,
    text,
    download,
    state: async () => {
      await all();
      return problem;
    },
    estimate: async () => {
      try { return (await navigator.storage.estimate()) ?? {}; } catch { return {}; }
    },
    watch: (fn) => {
      watchers.add(fn);
      return () => watchers.delete(fn);
    },
  };
}

// What a widget does with the store: Python gets all events at the start and after each change, and says what to keep.
// Comes back with a function that ends it.
function shareProgress(model) {
  const store = progressStore();
  const send = async () => {
    const events = (await store.all()).filter(isEvent);
    const problem = await store.state();
    try { await model.send({ kind: "progress", events, problem, now: Date.now() }); } catch { /* the kernel is gone; the next one asks anew */ }
  };
  const keep = (message) => message?.kind === "keep" && store.add(message.event);
  const unwatch = store.watch(send);
  model.on("msg:custom", keep);
  send();
  return () => {
    unwatch();
    model.off("msg:custom", keep);
  };
}
