// Save, add, erase: the buttons for a learner's progress, on the front page and in the widget. Uses make.js and store.js.
// Comes back with the element, and with `refresh`, which says anew whether the browser keeps what is done.
function keepingTools(label) {
  const store = progressStore();
  const problem = make("p", { class: "smtp-warnings", role: "status", "data-problem": "" });
  const said = make("p", { class: "smtp-status", role: "status" });
  const button = (name, text, action) => {
    const made = make("button", { type: "button", class: "smtp-button", "data-do": name }, text);
    made.addEventListener("click", action);
    return made;
  };
  const file = make("input", { type: "file", accept: ".json,application/json", hidden: "", "aria-label": label.add });
  const erasing = make("div", { class: "smtp-warnings", role: "group", "aria-label": label.erase, hidden: "" });
  const first = button("erase", label.erase, () => ask(true));

  async function save() {
    await store.download(label.file);
    said.textContent = label.saved;
  }
  async function add() {
    const chosen = file.files[0];
    file.value = ""; // so that the same file can be chosen again
    if (!chosen) return;
    let text = "";
    try { text = await chosen.text(); } catch { /* it is gone by now, and is told like an empty one */ }
    const found = savedEvents(text);
    if (!found) {
      said.textContent = text.trim() ? label.other_file : label.empty_file;
      return;
    }
    const { added } = await store.merge(found.entries);
    said.textContent = found.damaged ? label.damaged : added ? label.added : label.nothing_new;
  }
  async function erase() {
    const { erased } = await store.erase();
    ask(false);
    said.textContent = erased ? label.erased : label.not_erased;
  }
  function ask(open) { // the keyboard goes to the way back, and later to where it came from
    erasing.hidden = !open;
    said.textContent = "";
    (open ? keep : first).focus();
  }
  const keep = button("keep", label.keep, () => ask(false));
  erasing.append(
    make("p", {}, label.erase_sure),
    make("div", { class: "smtp-buttons" }, button("save-first", label.save, save), keep, button("erase-all", label.erase_all, erase)),
  );
  erasing.addEventListener("keydown", (event) => event.key === "Escape" && ask(false));
  file.addEventListener("change", add);

  async function refresh() {
    const state = await store.state();
    problem.dataset.problem = state;
    problem.hidden = !state;
    const text = state ? label[state] : "";
    if (problem.textContent !== text) problem.textContent = text; // said once, not at each change
  }

  const element = make("div", { class: "smtp-keeping" }, problem, make("div", { class: "smtp-buttons" },
    button("save", label.save, save), button("add", label.add, () => file.click()), first), file, erasing, said,
  make("p", { class: "smtp-help" }, label.where));
  return { element, refresh };
}
