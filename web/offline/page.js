// The page's side of using the site without a network: keeps the service worker, has it store the site when nobody waits
// for anything, and shows what is stored where there is a place for it (`data-offline`).
(() => {
  const workers = navigator.serviceWorker;
  const { root, after, words: given } = document.currentScript.dataset;
  const words = JSON.parse(given);
  const base = new URL(root, location.href);
  const REMOVED = `smtp-tutor ${base.pathname} removed`; // the reader does not want it back by itself
  const ALIVE = 20_000; // milliseconds; a browser ends a worker that nobody has asked for anything for long
  const channel = "BroadcastChannel" in window ? new BroadcastChannel(`smtp-tutor ${base.pathname} `) : null;
  // JupyterLite takes every worker away when its own version changes; ours brings a new release in by itself.
  if (workers) workers.getRegistrations = async () => [];
  const ready = after ? new Promise((found) => { document.addEventListener(after, found, { once: true }); }) : null;
  let registration = null;
  let seen = {}; // what the worker last said of this release
  let newer = {}; // what stands in the way of the next one

  const numbers = new Intl.NumberFormat(document.documentElement.lang || "en", { style: "unit", unit: "megabyte", maximumFractionDigits: 1 });
  const fill = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (_, name) => numbers.format((values[name] ?? 0) / 1e6));
  const ask = (what) => registration?.active?.postMessage({ do: what });
  const look = () => registration?.update().catch(() => {}); // without a network there is nothing new

  function removed(value) { // a browser that keeps nothing has nothing to remember
    try {
      if (value === undefined) return localStorage.getItem(REMOVED) !== null;
      if (value) localStorage.setItem(REMOVED, "yes");
      else localStorage.removeItem(REMOVED);
    } catch { /* then it is asked again */ }
    return Boolean(value);
  }

  const part = (tag, attributes = {}) => Object.assign(document.createElement(tag), attributes);
  const button = (label, action) => {
    const made = part("button", { type: "button", className: "smtp-button", textContent: label });
    made.addEventListener("click", action);
    return made;
  };
  const say = (line, text) => { // a screen reader reads what has changed, so nothing is written twice
    if (line.textContent !== text) line.textContent = text;
  };

  /** What is stored, in words, with what can be done about it. */
  function display(section) {
    const line = part("p", { role: "status", tabIndex: -1 });
    const bar = part("progress", { hidden: true, ariaLabel: words.filling_short });
    const keep = button("", () => {
      removed(false);
      draw({ ...seen, filling: true });
      keepUp();
    });
    const remove = button(words.remove, () => {
      removed(true);
      ask("remove");
    });
    const next = part("p", { role: "status" });
    const fetchNext = button("", () => ask("agree"));
    const show = (shown, wanted) => {
      if (!wanted && document.activeElement === shown) line.focus();
      shown.hidden = !wanted;
    };
    function draw(state) {
      const { problem, complete, filling, stored } = state;
      const kind = problem === "none" ? "impossible" : complete ? "complete" : filling ? "filling" : problem === "full" ? "full" : stored ? "part" : "none";
      section.dataset.offline = kind;
      say(line, fill(words[kind], state));
      Object.assign(bar, { hidden: kind !== "filling", max: state.total || 1, value: stored ?? 0 });
      say(keep, fill(kind === "full" ? words.again : words.keep, state));
      show(keep, ["none", "part", "full"].includes(kind));
      show(remove, kind === "complete" || kind === "part");
      say(next, newer.problem ? fill(words[`next_${newer.problem}`], newer) : "");
      say(fetchNext, fill(words.keep, newer));
      show(fetchNext, newer.problem === "metered");
    }
    section.append(line, bar, keep, " ", remove, next, fetchNext);
    section.hidden = false;
    return draw;
  }

  /** A new release is here, whole, and waits. */
  function offer(worker) {
    const bar = document.querySelector("[data-update], .smtp-bar-top");
    if (!bar || !worker || !workers.controller) return; // on a first visit there is nothing to replace
    const line = part("span", { role: "status" });
    const take = button(words.take, () => {
      workers.addEventListener("controllerchange", () => location.reload(), { once: true });
      worker.postMessage({ do: "take over" });
    });
    const place = part("span");
    place.append(line, " ", take);
    if (bar.matches("[data-update]")) bar.replaceChildren(place);
    else bar.append(place);
    say(line, words.update);
    worker.addEventListener("statechange", () => place.remove()); // it waits no more: it is used, or a newer one is there
    workers.addEventListener("message", ({ data }) => data?.tell === "tabs" && say(line, words.tabs));
  }

  let draw = () => {};
  let alive = 0;
  function keepUp() { // until all is stored, or it cannot be
    ask("store");
    clearInterval(alive);
    alive = setInterval(() => ask("store"), ALIVE);
  }

  let asked = false;
  async function begin() { // when the page has what it needs, and nobody waits for anything
    if (asked || after === "never") return;
    asked = true;
    await ready;
    await new Promise((found) => { (window.requestIdleCallback ?? setTimeout)(found); });
    if (!removed()) keepUp();
  }

  function heard({ data }) {
    if (data?.tell === "update") newer = data;
    else if (data?.tell === "filling") {
      if (data.build !== seen.build) return; // the next release comes in quietly
      seen = { ...seen, ...data, filling: true, problem: "" };
    } else if (data?.tell === "state") {
      seen = data;
      if (data.complete || (data.problem && data.did === "store") || data.did === "remove") clearInterval(alive);
      if (data.did === "remove") newer = {};
      if (data.did === "remove" || data.did === "agree") look();
      if (!data.complete && !data.problem && !data.metered && data.did === "state") begin();
    } else return;
    draw(seen);
  }

  async function start() {
    const section = document.querySelector("[data-offline]");
    if (section) draw = display(section);
    try {
      registration = await workers.register(new URL("service-worker.js?enableCache=false", base), { scope: base.pathname });
    } catch { // no workers here, or none wanted: the site goes on as any other
      return draw({ problem: "none" });
    }
    channel?.addEventListener("message", heard);
    workers.addEventListener("controllerchange", () => ask("state"));
    const watch = (coming) => coming?.addEventListener("statechange", () => coming.state === "installed" && offer(coming));
    registration.addEventListener("updatefound", () => watch(registration.installing));
    watch(registration.installing);
    offer(registration.waiting);
    await workers.ready;
    return ask("state");
  }

  addEventListener("load", start);
})();
