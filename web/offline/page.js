// The page's side of using the site without a network: keeps the service worker, stores the site when nobody waits for
// anything, and shows what is stored where there is a place for it (`data-offline`).
(() => {
  const workers = navigator.serviceWorker;
  const base = new URL(document.currentScript.dataset.root, location.href).href;
  const words = JSON.parse(document.currentScript.dataset.words);
  const place = () => document.querySelector("[data-offline]");
  const notice = () => document.querySelector("[data-update]");
  const channel = "BroadcastChannel" in window ? new BroadcastChannel("smtp-tutor-offline") : null;
  const NO = "smtp-tutor-not-offline"; // the reader has removed what was stored, and does not want it back by itself
  let registration = null;
  let last = null;

  const megabytes = (bytes) => new Intl.NumberFormat(document.documentElement.lang || "en", { maximumFractionDigits: 1 }).format(bytes / 1e6);
  const fill = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const remembered = (value) => { // a browser that keeps nothing has nothing to remember
    try {
      if (value === undefined) return localStorage.getItem(NO) !== null;
      if (value) localStorage.setItem(NO, "yes");
      else localStorage.removeItem(NO);
    } catch { /* then it is asked again */ }
    return Boolean(value);
  };
  const metered = () => {
    const network = navigator.connection;
    return Boolean(network && (network.saveData || network.type === "cellular" || /2g|3g/.test(network.effectiveType ?? "")));
  };
  const ask = (what, worker = registration?.active) => worker?.postMessage({ do: what });

  function button(label, action) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "smtp-button";
    made.textContent = label;
    made.addEventListener("click", action);
    return made;
  }

  function show(state) {
    const target = place();
    if (!target) return;
    const line = document.createElement("p");
    line.setAttribute("role", "status");
    const numbers = { stored: megabytes(state.stored ?? 0), total: megabytes(state.total ?? 0), download: megabytes(words.download) };
    const keep = button(fill(words.keep, numbers), () => {
      remembered(false);
      ask("store");
    });
    const remove = button(words.remove, () => {
      remembered(true);
      ask("remove");
    });
    const kind = state.problem === "full" ? "full" : state.complete ? "complete" : state.filling ? "filling" : state.problem ? "broken" : state.stored ? "part" : "none";
    line.textContent = fill(words[kind], numbers);
    target.dataset.offline = kind;
    target.replaceChildren(line, ...(kind === "complete" ? [remove] : kind === "filling" ? [] : [keep, ...(state.stored ? [remove] : [])]));
  }

  function offer(worker) { // a new release is here, whole, and waits
    const target = notice();
    if (!target || !worker || !workers.controller) return;
    const line = document.createElement("span");
    line.setAttribute("role", "status");
    line.textContent = words.update;
    target.replaceChildren(line, " ", button(words.take, () => worker.postMessage({ do: "take over" })));
    workers.addEventListener("controllerchange", () => location.reload(), { once: true });
  }

  function heard({ data }) {
    if (data?.tell === "tabs") notice()?.querySelector("[role=status]")?.replaceChildren(words.tabs);
    else if (data?.tell) {
      last = data;
      show(data);
      if (!data.complete && !data.filling && !data.problem && !data.stored && !remembered() && !metered()) later();
    }
  }

  let waits = false;
  function later() { // when the page has what it needs, and nobody waits for anything
    if (waits) return;
    waits = true;
    const idle = window.requestIdleCallback ?? ((action) => setTimeout(action, 500));
    const ready = document.documentElement.classList.contains("smtp-lesson") ? new Promise((found) => document.addEventListener("smtp-ready", found, { once: true })) : Promise.resolve();
    ready.then(() => idle(() => ask("store")));
  }

  async function start() {
    if (!workers) return show({ problem: "broken" });
    // JupyterLite takes every worker away when its own version changes; ours brings the new release in by itself.
    workers.getRegistrations = async () => [];
    workers.addEventListener("message", heard);
    channel?.addEventListener("message", heard);
    try {
      registration = (await workers.getRegistration(base)) ?? (await workers.register(`${base}service-worker.js?enableCache=false`, { scope: base }));
    } catch {
      return show({ problem: "broken" });
    }
    if (registration.waiting) offer(registration.waiting);
    registration.addEventListener("updatefound", () => {
      const coming = registration.installing;
      coming?.addEventListener("statechange", () => coming.state === "installed" && offer(coming));
    });
    await workers.ready;
    ask("state");
    return undefined;
  }

  addEventListener("load", start);
})();
