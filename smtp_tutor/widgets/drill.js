// The page's side of both exercises on dialogues: lines to read, lines to choose, and what is said to the choice.
function render({ model, el }) {
  const label = model.get("labels");
  const count = make("p", { class: "smtp-help" });
  const task = make("p", { class: "smtp-sentence" });
  const dialogue = make("pre", { class: "smtp-said", lang: "en", tabindex: "0", "aria-label": label.dialogue });
  const choices = make("ol", { class: "smtp-choices", lang: "en", "aria-label": label.choose });
  const feedback = make("div", { role: "status" });
  const detail = make("div", { class: "smtp-place" });
  const next = make("button", { type: "button", class: "smtp-button", "data-do": "next" }, label.next);
  let built = "";

  next.addEventListener("click", () => model.send({ kind: "next" }));
  el.addEventListener("keydown", (event) => event.stopPropagation()); // keys pressed here are not the notebook's

  function choice(text, index) {
    const button = make("button", { type: "button", class: "smtp-button", "data-choice": index, "aria-pressed": "false" }, make("code", {}, text));
    button.addEventListener("click", () => model.send({ kind: "choose", chosen: index }));
    return make("li", {}, button);
  }
  function show() {
    const view = model.get("view");
    const key = `${view.count} ${view.choices.join("\n")}`;
    count.textContent = view.count;
    task.textContent = view.task;
    dialogue.hidden = view.lines.length === 0;
    dialogue.textContent = view.lines.join("\n");
    if (key !== built) {
      choices.replaceChildren(...view.choices.map(choice));
      if (built) choices.querySelector("button").focus({ preventScroll: true });
      built = key;
    }
    choices.querySelectorAll("button").forEach((button, index) => {
      button.setAttribute("aria-pressed", String(index === view.chosen));
      button.classList.toggle("smtp-good", index === view.right);
      button.classList.toggle("smtp-wrong", index === view.chosen && index !== view.right);
    });
    const good = view.chosen !== undefined && view.chosen === view.right;
    el.dataset.right = view.feedback.length ? (good ? "yes" : "no") : "";
    feedback.replaceChildren(...view.feedback.map((text) => make("p", { class: good ? "smtp-feedback smtp-right" : "smtp-feedback" }, text)));
    detail.innerHTML = view.html ?? ""; // built by Python as a tree, every text in it escaped
  }

  el.classList.add("smtp-tutor", "smtp-drill");
  el.setAttribute("lang", model.get("lang"));
  el.setAttribute("role", "group");
  el.setAttribute("aria-label", label.group);
  el.append(count, task, dialogue, make("p", { class: "smtp-help" }, label.choose), choices, feedback, detail, next);
  model.on("change:view", show);
  show();
  return () => model.off("change:view", show);
}

export default { render };
