// The front page: which lessons are begun or done, and the buttons for the learner's progress. Without Python.
// Stands behind make.js, store.js and keeping.js in one file.
(() => {
  const labels = JSON.parse(document.getElementById("smtp-progress-labels").textContent);
  const place = document.getElementById("smtp-progress");
  const store = progressStore();
  const figures = make("p", { role: "status" });
  const tools = keepingTools(labels);

  async function show() {
    const events = (await store.all()).filter(isEvent);
    const having = (kind, key) => new Set(events.filter((event) => event.kind === kind).map((event) => event[key]));
    const begun = having("begun", "lesson");
    const done = having("done", "lesson");
    const items = [...document.querySelectorAll("[data-lesson]")];
    for (const item of items) {
      const state = done.has(item.dataset.lesson) ? "done" : begun.has(item.dataset.lesson) ? "begun" : "new";
      const badge = item.querySelector(".smtp-lesson-state");
      badge.dataset.state = state;
      badge.replaceChildren(...(state === "new" ? [] : [
        make("span", { "aria-hidden": "true" }, state === "done" ? "✓ " : "◐ "), labels[`state_${state}`]]));
    }
    const right = new Set(events.filter((event) => event.kind === "answer" && event.right === true).map((event) => event.question));
    const values = { done: items.filter((item) => done.has(item.dataset.lesson)).length, total: items.length, right: right.size };
    const text = events.length ? labels.figures.replace(/\{(\w+)\}/g, (_, name) => values[name]) : labels.nothing;
    if (figures.textContent !== text) figures.textContent = text;
    tools.refresh();
  }

  place.append(make("h2", {}, labels.group), figures, tools.element);
  store.watch(show);
  show();
})();
