// The page's side of a dialogue: a log, a line to type in, buttons. What is answered comes from Python.
function render({ model, el }) {
  const label = model.get("labels");
  const id = `smtp-dialogue-${crypto.randomUUID?.() ?? Math.random().toString(36).slice(2)}`;
  const places = new Map(); // where the explanation of a reply goes, by the reply's id
  const typed = []; // what was typed, for the arrow keys
  let shown = []; // the keys and texts of the log as it stands on the page
  let at = 0;

  function ask(kind, more = {}) {
    model.send({ kind, ...more });
  }
  function button(text, action, attributes = {}) {
    const element = make("button", { type: "button", class: "smtp-button", ...attributes }, text);
    element.addEventListener("click", action);
    return element;
  }

  const worlds = make("select", { id: `${id}-world` });
  for (const world of model.get("worlds")) worlds.append(make("option", { value: world.name }, world.title));
  worlds.addEventListener("change", () => ask("world", { text: worlds.value }));
  const chooser = make("p", {}, make("label", { for: `${id}-world` }, label.world), " ", worlds);
  chooser.hidden = model.get("worlds").length === 0;
  const title = make("h3");
  const story = make("p", { class: "smtp-sentence" });
  const task = make("p");
  const reached = make("p", { role: "status", class: "smtp-badge" });
  const goal = make("div", { class: "smtp-goal" }, make("h4", {}, label.goal), task, reached);
  const log = make("div", { class: "smtp-log", role: "log", "aria-live": "polite", "aria-label": label.log, tabindex: "0" });
  const state = make("p", { class: "smtp-status" });
  const input = make("input", { id: `${id}-line`, type: "text", lang: "en", spellcheck: "false", autocapitalize: "off", autocomplete: "off", autocorrect: "off" });
  const send = button(label.send, sendLine, { "data-do": "send" });
  const choices = make("div", { class: "smtp-buttons", role: "group", "aria-label": label.choices });
  const connect = button(label.connect, () => ask("connect"), { "data-do": "connect" });
  const wait = button("", () => ask("wait"), { "data-do": "wait" });
  const hangUp = button(label.hang_up, () => ask("hang-up"), { "data-do": "hang-up" });
  const undo = button(label.undo, () => ask("undo"), { "data-do": "undo" });
  const restart = button(label.restart, () => ask("world", { text: model.get("view").world }), { "data-do": "restart" });
  const hint = button(label.hint, () => ask("hint"), { "data-do": "hint" });
  const hints = make("ol", { "aria-live": "polite" });
  const verdicts = make("div", { class: "smtp-choices", role: "group", "aria-label": label.verdicts });
  const download = button(label.download, save, { "data-do": "download" });
  const explain = button(label.explain, () => ask("explain"), { "data-do": "explain" });
  const answer = make("div", { class: "smtp-place", "aria-live": "polite" });
  const pasted = make("textarea", { id: `${id}-pasted`, class: "smtp-pasted", rows: "4", spellcheck: "false", lang: "en" });
  const replay = make("details", {}, make("summary", {}, label.replay), make("label", { for: `${id}-pasted` }, label.replay_help), pasted,
    button(label.replay_go, () => ask("replay", { text: pasted.value }), { "data-do": "replay" }));

  function sendLine() {
    typed.push(input.value);
    at = typed.length;
    ask("type", { text: input.value });
    input.value = "";
    input.focus();
  }
  function save() {
    const link = make("a", { download: label.file, href: URL.createObjectURL(new Blob([model.get("view").transcript], { type: "text/plain" })) });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }
  input.addEventListener("keydown", (event) => {
    const move = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (event.key === "Enter") sendLine();
    else if (move && typed.length) {
      at = Math.max(0, Math.min(typed.length, at + move));
      input.value = typed[at] ?? "";
    } else return;
    event.preventDefault();
  });
  input.addEventListener("paste", (event) => { // several lines at once are sent as they are
    const text = event.clipboardData?.getData("text") ?? "";
    if (!text.trimEnd().includes("\n")) return;
    event.preventDefault();
    ask("type", { text: text.replace(/\r?\n$/, "") });
  });
  el.addEventListener("keydown", (event) => event.stopPropagation()); // keys pressed here are not the notebook's

  function entry(said) {
    if (said.who === "note") return make("div", { class: "smtp-note" }, said.text);
    if (said.who === "misstep" || said.who === "right") {
      return make("div", { class: said.who === "right" ? "smtp-misstep smtp-right" : "smtp-misstep", "data-feedback": said.who }, said.text);
    }
    const who = make("span", { class: "smtp-who" }, said.who === "client" ? label.client : label.server);
    if (said.who === "client") return make("div", { class: "smtp-client", lang: "en" }, who, said.text);
    const place = make("div", { lang: model.get("lang") });
    const details = make("details", { class: `smtp-${said.digit}`, "data-code": said.text.slice(0, 3) },
      make("summary", { class: "smtp-server", lang: "en", title: label.open }, who, said.text), place);
    places.set(said.id, place);
    details.addEventListener("toggle", () => {
      if (details.open && !place.childElementCount) ask("open", { turn: said.turn, reply: said.reply });
    });
    return make("div", {}, details);
  }
  function showLog(entries) {
    const keys = entries.map((said) => `${said.key} ${said.who} ${said.text}`);
    const same = shown.findIndex((key, index) => key !== keys[index]);
    const kept = same < 0 ? shown.length : same;
    while (log.children.length > kept) log.lastElementChild.remove();
    for (const said of entries.slice(kept)) log.append(entry(said));
    shown = keys;
    log.scrollTop = log.scrollHeight;
  }
  function show() {
    const view = model.get("view");
    worlds.value = view.world;
    el.dataset.world = view.world;
    el.dataset.reached = view.reached ? "yes" : "no";
    if (title.textContent !== view.title) {
      shown = [];
      log.replaceChildren();
      answer.replaceChildren();
      typed.length = 0;
    }
    title.textContent = view.title;
    story.textContent = view.story;
    task.textContent = view.task;
    if (reached.textContent !== view.reached) reached.textContent = view.reached;
    goal.classList.toggle("smtp-reached", Boolean(view.reached));
    showLog(view.log);
    state.textContent = view.state;
    const focused = el.contains(document.activeElement) && document.activeElement !== document.body ? document.activeElement : null;
    const held = focused?.dataset.choice;
    choices.replaceChildren(...view.choices.map((line) => {
      const text = line === "TEXT" ? label.message : make("code", { lang: "en" }, line);
      return button(text, () => (line === "TEXT" ? ask("message") : ask("type", { text: line })), { "data-choice": line });
    }));
    connect.hidden = view.connected;
    hangUp.hidden = !view.connected;
    wait.textContent = view.wait;
    undo.disabled = !view.can_undo;
    hint.disabled = !view.more_hints;
    hints.replaceChildren(...view.hints.map((text) => make("li", {}, text)));
    if (verdicts.dataset.world !== view.world) {
      verdicts.dataset.world = view.world;
      const buttons = view.verdicts.map((each) => button(each.text, () => ask("say", { text: each.name }), { "data-verdict": each.name }));
      if (!buttons.length) buttons.push(button(label.give_up, () => ask("give-up"), { "data-verdict": "give-up" }));
      verdicts.replaceChildren(make("p", { class: "smtp-help" }, label.verdicts), ...buttons);
    }
    // a button that has gone must not take the keyboard's place with it
    if (held !== undefined) (choices.querySelector("button") ?? (connect.hidden ? input : connect)).focus({ preventScroll: true });
    else if (focused && (focused.hidden || focused.disabled)) input.focus({ preventScroll: true });
  }
  function open() {
    const { id: which, html } = model.get("opened");
    const place = which === "all" ? answer : places.get(which);
    if (place && html !== undefined) place.innerHTML = html; // built by Python as a tree, every text in it escaped
  }

  el.classList.add("smtp-tutor", "smtp-dialogue");
  el.setAttribute("lang", model.get("lang"));
  el.append(
    chooser, title, story, goal,
    make("p", { class: "smtp-help" }, label.open), log, state,
    make("label", { for: `${id}-line` }, label.input), make("div", { class: "smtp-line" }, input, send),
    make("p", { class: "smtp-help" }, label.choices), choices,
    make("div", { class: "smtp-buttons" }, connect, wait, hangUp, undo, restart, hint, download, explain),
    hints, verdicts, answer, replay,
  );
  model.on("change:view", show);
  model.on("change:opened", open);
  show();
  return () => {
    model.off("change:view", show);
    model.off("change:opened", open);
  };
}

export default { render };
