// The start of a lesson. It stands in the page itself, so that no file has to come before it; `tools/lesson_page.py` writes ABOUT.
// It starts what JupyterLite would start one after the other: the kernel, the scripts, the settings, the reader's storage.
((about) => {
  const path = new URLSearchParams(location.search).get("path");
  if (!about.notebooks.includes(path)) return;
  const root = new URL("..", location.href).pathname;

  // JupyterLite asks for its worker seconds later, by the same address, and gets the one that runs already.
  const wanted = new URL(root + (crossOriginIsolated ? about.isolated : about.plain), location.href).href;
  let early = new Worker(wanted, { type: "module" });
  early.addEventListener("error", () => { early = null; }); // then JupyterLite starts its own
  window.Worker = new Proxy(Worker, {
    construct(target, given) {
      const worker = early;
      if (!worker || new URL(given[0], location.href).href.split("?")[0] !== wanted) return new target(...given);
      early = null;
      return worker;
    },
  });

  // All the scripts of JupyterLite that a lesson needs are one file. It would find out about them by and by.
  const load = (address) => {
    const script = document.createElement("script");
    script.src = root + address;
    script.async = false;
    document.head.append(script);
  };
  load(about.app);

  // JupyterLite makes each of its stores when it first needs it, which is slow: here they are made at once.
  try {
    const stores = indexedDB.open(`JupyterLite Storage - ${root}`);
    stores.onupgradeneeded = () => {
      for (const name of about.stores) stores.result.createObjectStore(name);
    };
    stores.onsuccess = () => stores.result.close();
  } catch { /* a browser that keeps nothing: JupyterLite then has its memory */ }

  // Instead of asking for the settings in six files, take them from here.
  window.smtpStart = () => {
    const element = document.getElementById("jupyter-config-data");
    element.textContent = JSON.stringify(about.config).replaceAll("{root}", root);
    load(about.main);
    return true;
  };
})(ABOUT);
