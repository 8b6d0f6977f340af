// A lesson opens as a lesson: it starts by itself, and one line of ours stands where Jupyter's menus were.
// In a notebook that is not one of ours nothing of this happens. `site` is written into the page by the build.
(() => {
  const site = JSON.parse(document.getElementById("smtp-site").textContent);
  const path = new URLSearchParams(location.search).get("path") ?? "";
  const ours = site.notebooks.includes(path);

  // A kernel that answers at once makes this return no promise, and the kernel's page side then fails on `.then`.
  const { waitAsync } = Atomics;
  if (waitAsync) {
    Atomics.waitAsync = (...given) => {
      const wait = waitAsync.apply(Atomics, given);
      return wait.async ? wait : { async: true, value: Promise.resolve(wait.value) };
    };
  }
  if (!ours) return;
  document.documentElement.classList.add("smtp-lesson");
  document.documentElement.style.setProperty("--smtp-show-code", JSON.stringify(site.labels.code));

  function bar() {
    const nav = document.createElement("nav");
    nav.className = "smtp-bar-top";
    nav.setAttribute("aria-label", site.labels.nav);
    const home = document.createElement("a");
    home.href = "../index.html";
    home.textContent = site.labels.home;
    const again = document.createElement("button");
    again.type = "button";
    again.textContent = site.labels.again;
    const lab = document.createElement("a");
    lab.href = `../lab/index.html?path=${encodeURIComponent(path)}`;
    lab.textContent = site.labels.lab;
    const state = document.createElement("span");
    state.setAttribute("role", "status");
    state.textContent = site.labels.starting;
    nav.append(home, again, lab, state);
    document.body.prepend(nav);
    return { again, state };
  }

  function toTop(panel) { // running the cells leads the eye to the last one; a lesson begins with the first
    panel.content.activeCellIndex = 0;
    panel.content.scrollToItem(0, "start");
  }

  async function start(app, { again, state }) {
    await app.started;
    for (const [command, key] of [["run-cell-and-select-next", "Shift"], ["run-cell", "Ctrl"]]) {
      app.commands.addKeyBinding({ command: `notebook:${command}`, keys: [`${key} Enter`], selector: ".jp-Notebook" });
    }
    app.shell.menu?.hide(); // Jupyter's menus are in JupyterLab, one link away
    const panel = await new Promise((found) => {
      const look = () => app.shell.currentWidget?.context && found(app.shell.currentWidget);
      app.shell.currentChanged.connect(look);
      look();
    });
    panel.toolbar.hide();
    await panel.context.ready;
    await panel.sessionContext.ready;
    const run = async () => {
      state.textContent = site.labels.starting;
      const done = app.commands.execute("notebook:run-all-cells");
      toTop(panel);
      await done;
      toTop(panel);
      state.textContent = "";
      document.dispatchEvent(new Event("smtp-ready"));
    };
    again.addEventListener("click", async () => {
      await panel.sessionContext.restartKernel();
      await run();
    });
    await run();
  }

  document.addEventListener("DOMContentLoaded", () => {
    const parts = bar();
    let app;
    Object.defineProperty(window, "jupyterapp", {
      configurable: true,
      get: () => app,
      set: (value) => {
        app = value;
        start(app, parts);
      },
    });
  });
})();
