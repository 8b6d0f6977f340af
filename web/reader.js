// What a reader has of a lesson while the engine starts, and where it never does: the bar, the prose, a sentence on how far
// it is. Lives here nothing that needs Jupyter. Old browsers must understand this file, so that they can say that they are old.
// `site` is written into the page by the build. In a notebook that is not one of ours nothing of this happens.
(() => {
  const site = JSON.parse(document.getElementById("smtp-site").textContent);
  const path = new URLSearchParams(location.search).get("path") || "";
  if (!site.notebooks.includes(path)) return;
  const labels = site.labels, root = document.documentElement;
  root.classList.add("smtp-lesson", "smtp-waits");
  root.style.setProperty("--smtp-show-code", JSON.stringify(labels.code));

  const SOON = 8000, LATE = 15000, GIVEN_UP = 600000; // milliseconds without a step forward
  let moved = performance.now(), asked = 0, ready = false, prose = null;

  const made = (tag, given) => Object.assign(document.createElement(tag), given);
  const address = (notebook) => `index.html?path=${encodeURIComponent(notebook)}`;

  // The live lesson that a link means, be it to the lesson's page of prose or to its file, or null
  function lesson(link) {
    const url = new URL(link.href, location.href);
    const name = decodeURIComponent(url.pathname.split("/").pop()).replace(/\.html$/, ".ipynb");
    return url.origin === location.origin && site.notebooks.includes(name) ? address(name) : null;
  }

  // Jupyter makes such links lead to the file, in a new tab; here they lead to the lesson, however they are opened
  function lead(event) {
    const link = event.target.closest && event.target.closest("a[href]");
    const target = link && link.closest(".jp-RenderedMarkdown") && lesson(link);
    if (target) {
      link.href = target;
      link.removeAttribute("target");
    }
    const inside = link && link.closest(".jp-RenderedMarkdown") && link.getAttribute("href").startsWith("index.html?path=");
    if (inside && event.type === "click") event.stopPropagation();
  }
  for (const type of ["pointerover", "focusin", "click"]) document.addEventListener(type, lead, true);

  const state = made("div", { className: "smtp-state" });
  state.setAttribute("role", "status");
  const again = made("button", { type: "button", textContent: labels.again });

  function bar() {
    const nav = made("nav", { className: "smtp-bar-top" });
    nav.setAttribute("aria-label", labels.nav);
    const place = site.order.indexOf(path), link = (href, label, rel) => nav.append(made("a", { href, rel: rel || "", textContent: label }));
    link("../index.html", labels.home);
    if (place > 0) link(address(site.order[place - 1]), labels.previous, "prev");
    if (place >= 0 && place + 1 < site.order.length) link(address(site.order[place + 1]), labels.next, "next");
    if (site.notebooks.includes("practice.ipynb") && path !== "practice.ipynb") link(address("practice.ipynb"), labels.practice);
    nav.append(again);
    link(`../lab/index.html?path=${encodeURIComponent(path)}`, labels.lab);
    document.body.prepend(nav);
    document.body.append(state);
  }

  function say(label) {
    state.textContent = labels[label];
    state.dataset.state = label;
  }

  // A step forward: `label` names what happens now
  function step(label) {
    moved = performance.now();
    asked = 0;
    ready = false;
    root.classList.remove("smtp-failed");
    say(label);
    placeholders("exercise");
  }

  function placeholders(label) {
    if (prose) for (const place of prose.querySelectorAll(".smtp-exercise")) place.textContent = labels[label];
  }

  // Say that it did not start. Should it start all the same, `step` and `swap` take this back.
  function failed(label) {
    if (ready || root.classList.contains("smtp-failed")) return;
    root.classList.add("smtp-failed");
    say(label);
    placeholders("no_exercise");
  }

  async function watch() {
    const still = performance.now() - moved;
    if (ready || root.classList.contains("smtp-failed")) return;
    if (document.querySelector(".jp-Dialog")) failed("missing"); // Jupyter asks what a reader cannot answer
    else if (still > GIVEN_UP) failed("broken");
    else if (still > SOON && performance.now() - asked > SOON) {
      asked = performance.now();
      const there = (url) => fetch(url, { method: "HEAD", cache: "no-store" }).then((answer) => answer.ok, () => false);
      const found = await Promise.all(site.engine.map(there));
      if (found.includes(false)) failed(navigator.onLine ? "missing" : "offline");
      else if (still > LATE && !ready) say("slow");
    }
  }

  async function read() {
    const answer = await text;
    if (!answer || ready) return root.classList.remove("smtp-waits");
    prose = document.importNode(new DOMParser().parseFromString(answer, "text/html").querySelector("main"), true);
    prose.classList.add("smtp-waiting");
    prose.tabIndex = 0; // so that the keyboard scrolls it
    for (const link of prose.querySelectorAll("a[href]")) link.href = lesson(link) || link.getAttribute("href");
    placeholders(root.classList.contains("smtp-failed") ? "no_exercise" : "exercise");
    document.body.append(prose);
  }

  // The first block of text in the window: its cell, its number in it, and where it is. Exercises grow, so none of them is it.
  function place() {
    const top = prose.getBoundingClientRect().top;
    const cells = [...prose.querySelectorAll(".smtp-cell")];
    for (const [cell, section] of cells.entries()) {
      for (const [block, node] of [...section.children].entries()) {
        const box = node.getBoundingClientRect();
        if (box.bottom > top && !node.matches(".smtp-exercise")) return { cell, block, y: box.top };
      }
    }
    return null;
  }

  // Put the drawn notebook in the place of the prose. `cells` are its cells' nodes, `scroller` is what scrolls them.
  function swap(cells, scroller) {
    ready = true;
    const block = (node, number) => {
      const blocks = node.querySelector(".jp-RenderedMarkdown");
      return (blocks && blocks.children[number]) || node;
    };
    const was = prose && prose.scrollTop > 0 ? place() : null;
    const links = prose ? [...prose.querySelectorAll("a[href]")] : [];
    const active = document.activeElement, focused = links.indexOf(active);
    const inside = prose !== null && (active === prose || focused >= 0);
    const ends = prose && prose.querySelector(".smtp-ends");
    root.classList.remove("smtp-waits", "smtp-failed");
    say("ready");
    if (ends) scroller.append(ends);
    scroller.tabIndex = 0;
    for (const feed of scroller.querySelectorAll('[role="feed"]')) feed.removeAttribute("role"); // its cells are no articles
    scroller.scrollTop = 0;
    if (was && cells[was.cell]) scroller.scrollTop = block(cells[was.cell], was.block).getBoundingClientRect().top - was.y;
    const same = links[focused] && [...scroller.querySelectorAll("a[href]")].find((link) => lead({ target: link }) || link.href === links[focused].href);
    if (inside) (same || scroller).focus({ preventScroll: true });
    if (prose) prose.remove();
    prose = null;
  }

  // Where nothing has the keyboard, the keys that scroll are for the lesson; the first Tab still leads to the bar above it
  document.addEventListener("keydown", ({ key }) => {
    const scroller = prose || document.querySelector(".jp-WindowedPanel-outer");
    const scrolls = [" ", "PageDown", "PageUp", "ArrowDown", "ArrowUp", "Home", "End"].includes(key);
    if (scrolls && scroller && document.activeElement === document.body) scroller.focus({ preventScroll: true });
  });

  // Jupyter lays itself out when the window changes, and does not see that our bar has
  const sized = new ResizeObserver(() => window.dispatchEvent(new Event("resize")));
  const main = new MutationObserver(() => {
    const shell = document.getElementById("main");
    if (!shell) return;
    main.disconnect();
    sized.observe(shell);
  });

  window.smtpReader = { site, path, again, step, failed, swap, failing: () => root.classList.contains("smtp-failed") };
  // A script that does not come, or that this browser cannot read, is the end of it. What Python does is seen by `watch`.
  window.addEventListener("error", (event) => {
    const ours = event.target.src || event.filename || "";
    const spare = /\/build\/lesson\./.test(ours); // JupyterLite then gets its scripts one by one
    if (!window.jupyterapp && !spare && ours.startsWith(new URL("../", location.href).href)) failed(event.target.src ? "missing" : "old");
  }, true);
  const text = fetch(`../lessons/${encodeURIComponent(path.replace(/\.ipynb$/, ".html"))}`)
    .then((answer) => (answer.ok ? answer.text() : ""), () => "");
  document.addEventListener("DOMContentLoaded", () => {
    document.body.classList.add("smtp-colours");
    bar();
    again.addEventListener("click", () => { if (window.smtpReader.failing()) location.reload(); });
    if (!root.classList.contains("smtp-failed")) step("loading"); // a script may have failed before the page was there
    if (typeof WebAssembly !== "object" || typeof Worker !== "function") failed("old");
    main.observe(document.body, { childList: true });
    setInterval(watch, 1000);
    read();
  });
})();
