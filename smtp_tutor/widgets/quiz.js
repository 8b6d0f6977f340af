// The page's side of every widget that asks questions: it shows what Python sends, and sends back what was chosen.
// A field of each kind gives its answer (`read`), can be filled in (`fill`), and can show what was right (`ticks`).
function prose(text) { // words between backticks are a server's, and stay as they are in every language
  return text.split("`").map((part, index) => (index % 2 ? make("code", { lang: "en", translate: "no" }, part) : part));
}

function render({ model, el }) {
  const label = model.get("labels");
  const name = `smtp-${crypto.getRandomValues(new Uint32Array(1))[0]}`;
  const count = make("p", { class: "smtp-help smtp-count" });
  const ask = make("h3", { class: "smtp-ask", tabindex: "-1" });
  const reply = make("pre", { class: "smtp-said", lang: "en", tabindex: "0", "aria-label": label.said });
  const task = make("p", { class: "smtp-help" });
  const form = make("form", { class: "smtp-fields" });
  const feedback = make("div", { role: "status", class: "smtp-place" });
  const buttons = make("div", { class: "smtp-buttons" });
  const extra = make("div", { class: "smtp-place" });
  const trouble = make("div", { role: "status" });
  let field = null;
  let serial = null;
  let clock = null;

  const boxes = (type, inline) => (view) => {
    const rows = view.choices.map((text, index) => {
      const input = make("input", { type, name, value: index, "data-choice": index });
      const words = inline ? [make("code", { lang: "en" }, text)] : [make("span", {}, ...prose(text))];
      return make("label", { class: inline ? "smtp-choice smtp-segment" : "smtp-choice" }, input, ...words);
    });
    const inputs = rows.map((row) => row.querySelector("input"));
    const chosen = () => inputs.flatMap((input, index) => (input.checked ? [index] : []));
    return {
      rows,
      element: make("fieldset", { class: "smtp-choices" }, make("legend", { class: "smtp-heard" }, view.ask), ...rows),
      read: () => (type === "radio" ? chosen()[0] ?? null : chosen()),
      fill: (value) => inputs.forEach((input, index) => { input.checked = [value].flat().includes(index); }),
    };
  };

  function typed() {
    const input = make("input", { type: "text", autocomplete: "off", autocapitalize: "off", spellcheck: "false", inputmode: "text", "data-code": "", maxlength: "200" });
    return {
      rows: [],
      element: make("label", { class: "smtp-typed" }, label.code, " ", input),
      read: () => input.value,
      fill: (value) => { input.value = value; },
    };
  }

  function dials() {
    const now = [2, 0, 0];
    const highest = [5, 9, 9];
    const parts = ["first", "second", "third"].map((place, index) => dial({
      label: label[place], lowest: index ? 0 : 1, highest: highest[index], up: label.up, down: label.down,
      turned: (value) => put(index, value),
      moved: (by, after) => parts[after ? Math.min(index + by, 2) : (index + by + 3) % 3].digit.focus(),
    }));
    const put = (index, value) => {
      now[index] = value;
      parts[index].put(value);
    };
    now.forEach((value, index) => put(index, value));
    return {
      rows: parts.map((part) => part.element),
      element: make("div", { class: "smtp-dials", role: "group", "aria-label": label.code }, ...parts.map((part) => part.element)),
      read: () => now.join(""),
      fill: (value) => [...value].forEach((digit, index) => put(index, Number(digit))),
    };
  }

  function pairs(view) {
    const rows = view.lefts.map((left, index) => {
      const options = view.rights.map((right, place) => make("option", { value: place }, right.replaceAll("`", "")));
      const select = make("select", { "data-left": index, "aria-label": left.replaceAll("`", "") }, make("option", { value: -1 }, label.choose), ...options);
      return make("div", { class: "smtp-pair" }, make("span", { class: "smtp-left", "aria-hidden": "true" }, ...(left.includes("`") ? prose(left) : [make("code", {}, left)])), select);
    });
    const selects = rows.map((row) => row.querySelector("select"));
    return {
      rows,
      element: make("div", { class: "smtp-pairs" }, ...rows),
      read: () => selects.map((select) => Number(select.value)),
      fill: (value) => value.forEach((place, index) => { selects[index].value = place; }),
    };
  }

  function lines(view) {
    const list = make("ol", { class: "smtp-order" });
    const rows = view.steps.map((text, index) => {
      const arrow = (by, words, sign) => {
        const button = make("button", { type: "button", class: "smtp-button", "data-move": by, "aria-label": `${words}: ${text.replaceAll("`", "")}` }, sign);
        button.addEventListener("click", () => {
          const other = by < 0 ? row.previousElementSibling : row.nextElementSibling;
          if (other) other[by < 0 ? "before" : "after"](row);
          button.focus({ preventScroll: true });
        });
        return button;
      };
      const words = /^[CS]: /.test(text) ? [make("code", { lang: "en" }, text)] : prose(text);
      const row = make("li", { "data-step": index }, arrow(-1, label.earlier, "▲"), arrow(1, label.later, "▼"), make("span", {}, ...words));
      return row;
    });
    list.append(...rows);
    return {
      rows,
      get shown() { return [...list.children]; },
      element: list,
      read: () => [...list.children].map((row) => Number(row.dataset.step)),
      fill: (value) => list.append(...value.map((index) => rows[index])),
    };
  }

  const FIELDS = {
    one: boxes("radio"), next: boxes("radio"), decode: boxes("radio"), several: boxes("checkbox"), mark: boxes("radio", true),
    code: typed, build: dials, match: pairs, order: lines,
  };

  function ticks(view) { // a sign and a word for it, so that colour is never alone
    el.querySelectorAll(".smtp-tick").forEach((tick) => tick.remove());
    const rows = field.shown ?? field.rows;
    for (const [index, right] of view.places) {
      const words = right ? label.place_right : label.place_wrong;
      rows[index]?.append(make("span", { class: right ? "smtp-tick smtp-yes" : "smtp-tick smtp-no" }, right ? "✓" : "✗", make("span", { class: "smtp-heard" }, ` ${words}`)));
    }
  }

  function press(button) {
    return () => model.send({ kind: button.do, now: Date.now(), ...(button.do === "check" ? { response: field.read() } : {}), ...own() });
  }
  function own() { // what was typed into fields of the deck's own, such as the name on a certificate
    return Object.fromEntries([...extra.querySelectorAll("input[data-name]")].map((input) => [input.dataset.name, input.value]));
  }

  function controls(view) {
    const shown = (view.buttons ?? []).map((button) => {
      const made = make("button", { type: "button", class: "smtp-button", "data-do": button.do }, button.label);
      made.addEventListener("click", press(button));
      return made;
    });
    const had = buttons.contains(document.activeElement);
    buttons.replaceChildren(...shown);
    const first = shown.find((button) => button.dataset.do === "next") ?? shown[0];
    if (had && first && serial === view.serial) first.focus({ preventScroll: true });
  }

  function said(view) {
    const tone = { right: "smtp-feedback smtp-right", shown: "smtp-feedback smtp-right" }[view.verdict] ?? "smtp-feedback";
    const head = { right: label.right, wrong: label.wrong }[view.verdict];
    const rows = (view.messages ?? []).map((text) => make("p", {}, ...prose(text)));
    const hint = view.hint ? [make("p", { class: "smtp-feedback smtp-hint" }, make("strong", {}, label.hint), " ", ...prose(view.hint))] : [];
    const block = rows.length ? [make("div", { class: view.verdict ? tone : "" }, ...(head ? [make("p", {}, make("strong", {}, head))] : []), ...rows)] : [];
    feedback.replaceChildren(...hint, ...block);
  }

  function show() {
    const view = model.get("view");
    const fresh = view.serial !== serial;
    const had = el.contains(document.activeElement) && serial !== null;
    el.dataset.state = view.state;
    el.dataset.verdict = view.verdict ?? "";
    el.dataset.question = view.id ?? "";
    count.textContent = view.state === "wait" ? label.wait : view.count ?? "";
    if (fresh) {
      ask.replaceChildren(...prose(view.ask ?? view.title ?? ""));
      ask.hidden = !ask.textContent;
      reply.textContent = view.reply ?? "";
      reply.hidden = !view.reply;
      task.textContent = view.task ?? "";
      task.hidden = !view.task;
      field = view.state === "ask" ? FIELDS[view.kind](view) : null;
      form.replaceChildren(...(field ? [field.element] : []));
      extra.replaceChildren(...extras(view));
    }
    if (field) {
      if (view.solution !== null && view.solution !== undefined) field.fill(view.solution);
      ticks(view);
      form.inert = !view.open;
    }
    said(view);
    if (fresh) serial = null; // the buttons of another question never take the focus
    controls(view);
    serial = view.serial ?? null;
    if (fresh && had) (ask.hidden ? buttons.querySelector("button") ?? el : ask).focus({ preventScroll: false });
    time(view, fresh);
  }

  function extras(view) { // results of a test, a field for a name, a certificate
    const rows = (view.results ?? []).map((row) => make("li", { class: row.right ? "smtp-yes" : "smtp-no" },
      make("p", {}, make("strong", {}, row.right ? `✓ ${label.place_right}: ` : `✗ ${label.place_wrong}: `), ...prose(row.ask)),
      ...(row.reply ? [make("pre", { class: "smtp-said", lang: "en" }, row.reply)] : []),
      ...row.messages.map((text) => make("p", {}, ...prose(text)))));
    const inputs = (view.inputs ?? []).map((input) => make("label", { class: "smtp-typed" }, input.label, " ", make("input", { type: "text", "data-name": input.name, value: input.value ?? "", autocomplete: "off", maxlength: "100" })));
    return [...(rows.length ? [make("ol", { class: "smtp-results" }, ...rows)] : []), ...inputs, ...(view.page ? sheet(view.page) : [])];
  }

  function sheet(page) { // a page of its own within the page, so that it can be printed alone; it holds no script
    const frame = make("iframe", { class: "smtp-sheet", sandbox: "allow-same-origin allow-modals", title: page.title });
    frame.srcdoc = page.html; // built by Python as a tree, every text in it escaped
    const print = make("button", { type: "button", class: "smtp-button", "data-do": "print" }, page.print);
    print.addEventListener("click", () => frame.contentWindow.print());
    const keep = make("a", { class: "smtp-button", download: page.file, href: URL.createObjectURL(new Blob([page.html], { type: "text/html" })) }, page.save);
    return [frame, make("div", { class: "smtp-buttons" }, print, keep)];
  }

  function time(view, fresh) { // only a timed drill has a clock, and only Python knows what its end means
    if (view.seconds === undefined) {
      clearInterval(clock?.timer);
      clock = null;
      count.querySelector("time")?.remove();
      return;
    }
    if (clock?.run !== view.run) {
      clearInterval(clock?.timer);
      clock = { run: view.run, end: performance.now() + view.seconds * 1000, timer: 0 };
      clock.timer = setInterval(tick, 250);
    }
    if (fresh || !count.querySelector("time")) count.append(" ", make("time", { role: "timer" }));
    tick();
  }
  function tick() {
    if (!clock) return;
    const left = Math.max(0, Math.ceil((clock.end - performance.now()) / 1000));
    const shown = count.querySelector("time");
    if (shown) shown.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    if (left > 0) return;
    clearInterval(clock.timer);
    model.send({ kind: "time", run: clock.run });
  }

  function warn() { // told above the question, with a way to save what the browser does not keep
    const problem = model.get("trouble");
    if (!problem) return trouble.replaceChildren();
    const save = make("button", { type: "button", class: "smtp-button", "data-do": "save" }, label.save);
    save.addEventListener("click", () => progressStore().download("smtp-tutor-progress.json"));
    return trouble.replaceChildren(make("p", { class: "smtp-problem" }, label[problem] ?? label.broken), save);
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    buttons.querySelector('[data-do="check"]')?.click();
  });
  el.addEventListener("keydown", (event) => event.stopPropagation()); // keys pressed here are not the notebook's
  el.classList.add("smtp-tutor", "smtp-quiz");
  el.setAttribute("lang", model.get("lang"));
  el.setAttribute("role", "group");
  el.setAttribute("aria-label", label.title);
  el.append(trouble, count, ask, reply, task, form, feedback, extra, buttons);
  model.on("change:view", show);
  model.on("change:trouble", warn);
  const unshare = shareProgress(model);
  show();
  warn();
  return () => {
    model.off("change:view", show);
    model.off("change:trouble", warn);
    clearInterval(clock?.timer);
    unshare();
  };
}

export default { render };
