// A lesson opens as a lesson: it starts by itself, and one line of ours stands where Jupyter's menus were.
// In a notebook that is not one of ours nothing of this happens. What the reader sees until then is in `reader.js`.
(() => {
  const reader = window.smtpReader;
  if (!reader) return;
  const WIDGET = "application/vnd.jupyter.widget-view+json";
  const PATIENCE = 3000; // milliseconds for widgets to draw themselves, once Python has made them

  function toTop(panel) { // running the cells leads the eye to the last one; a lesson begins with the first
    panel.content.activeCellIndex = 0;
    panel.content.scrollToItem(0, "start");
  }

  function onlyInCode(app) { // a key of a reader must not delete a cell, as Jupyter's short cuts would
    const { commands } = app;
    const original = commands.processKeydownEvent.bind(commands);
    commands.processKeydownEvent = (event) => {
      if (event.target.closest?.(".jp-InputArea-editor")) original(event);
    };
  }

  const outputs = (cell) => cell.model.type === "code" ? Array.from({ length: cell.model.outputs.length }, (_, at) => cell.model.outputs.get(at)) : [];
  const shows = (cell) => outputs(cell).some((output) => output.data?.[WIDGET]);

  function code(panel) { // Jupyter's folded code answers to a mouse only
    for (const place of panel.content.node.querySelectorAll(".jp-InputPlaceholder .jp-Placeholder-content")) {
      Object.assign(place, { role: "button", tabIndex: 0, ariaLabel: reader.site.labels.code });
      place.onkeydown = (event) => { // set anew after each start
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        const cell = place.closest(".jp-Cell");
        place.click();
        cell.querySelector(".cm-content")?.focus(); // the button is gone
      };
    }
  }

  async function drawn(panel) { // every widget is on the page, or has had its time
    const places = panel.content.widgets.filter(shows).map((cell) => cell.node);
    const done = () => places.every((node) => node.querySelector(".smtp-tutor"));
    if (done()) return;
    await new Promise((found) => {
      const seen = new MutationObserver(() => done() && (seen.disconnect(), found()));
      seen.observe(panel.content.node, { childList: true, subtree: true, attributeFilter: ["class"] });
      setTimeout(() => {
        seen.disconnect();
        found();
      }, PATIENCE);
    });
  }

  async function run(app, panel) {
    reader.step("starting");
    await panel.sessionContext.session?.kernel?.info;
    reader.step("running");
    await app.commands.execute("notebook:run-all-cells");
    toTop(panel);
    const { widgets } = panel.content;
    if (widgets.some((cell) => cell.model.type === "code") && !widgets.some(shows)) return reader.failed("broken");
    await drawn(panel);
    code(panel);
    reader.swap(widgets.map((cell) => cell.node), panel.content.node.querySelector(".jp-WindowedPanel-outer"));
    document.dispatchEvent(new Event("smtp-ready")); // nobody waits for anything now
  }

  async function start(app) {
    await app.started;
    for (const [command, key] of [["run-cell-and-select-next", "Shift"], ["run-cell", "Ctrl"]]) {
      app.commands.addKeyBinding({ command: `notebook:${command}`, keys: [`${key} Enter`], selector: ".jp-Notebook" });
    }
    onlyInCode(app);
    app.shell.menu?.hide(); // Jupyter's menus are in JupyterLab, one link away
    const panel = await new Promise((found) => {
      const look = () => app.shell.currentWidget?.context && found(app.shell.currentWidget);
      app.shell.currentChanged.connect(look);
      look();
    });
    panel.toolbar.hide();
    await panel.context.ready;
    reader.step("starting");
    await panel.sessionContext.ready;
    const begin = () => run(app, panel).catch(() => reader.failed("broken"));
    reader.again.addEventListener("click", async () => {
      if (reader.failing()) return;
      await panel.sessionContext.restartKernel();
      await begin();
    });
    await begin();
  }

  let app;
  Object.defineProperty(window, "jupyterapp", {
    configurable: true,
    get: () => app,
    set: (value) => {
      app = value;
      start(app).catch(() => reader.failed("broken"));
    },
  });
})();
