// The page's side of the tries of a queue: what to choose, and where to look. Python decides what comes of it.
function render({ model, el }) {
  const label = model.get("labels");
  const about = make("div");
  const drawing = make("div");
  const words = make("div");
  const place = make("strong");
  const reply = make("pre", { class: "smtp-said", lang: "en" });
  const becomes = make("div");
  const status = make("div", { class: "smtp-feedback", role: "status" }, place, reply, becomes);
  const slider = make("input", { type: "range", min: "1", "aria-label": label.step });
  const id = `smtp-${Math.random().toString(36).slice(2)}`;
  const chosen = {};

  function choice(kind, many) {
    const select = make("select", { id: `${id}-${kind}`, "data-choose": kind });
    select.append(...model.get("view")[many].map((each) => make("option", { value: each.name }, each.title)));
    select.addEventListener("change", () => model.send({ kind, to: select.value }));
    chosen[kind] = select;
    return make("p", {}, make("label", { for: select.id }, label[kind]), " ", select);
  }
  function button(name, sign, to) {
    const one = make("button", { type: "button", class: "smtp-button", "data-do": name, "aria-label": label[name], title: label[name] }, sign);
    one.addEventListener("click", () => {
      const { step, total } = model.get("view");
      model.send({ kind: "step", to: to(step, total) });
    });
    return one;
  }
  const first = button("first", "⏮\uFE0E", () => 1);
  const back = button("back", "◀\uFE0E", (step) => step - 1);
  const on = button("on", "▶\uFE0E", (step) => step + 1);
  const last = button("last", "⏭\uFE0E", (_, total) => total);
  slider.addEventListener("input", () => model.send({ kind: "step", to: Number(slider.value) }));
  el.addEventListener("keydown", (event) => event.stopPropagation()); // keys pressed here are not the notebook's

  function show() {
    const view = model.get("view");
    for (const [kind, select] of Object.entries(chosen)) select.value = view[kind];
    about.replaceChildren(...view.about.map((text) => make("p", {}, text)));
    drawing.innerHTML = view.html; // built by Python as a tree, every text in it escaped
    const open = words.querySelector("details")?.open ?? false;
    words.innerHTML = view.words;
    words.querySelector("details").open = open;
    place.textContent = view.place;
    reply.textContent = view.reply || view.silence;
    reply.classList.toggle("smtp-silence", !view.reply);
    if (view.reply) reply.lang = "en";
    else reply.removeAttribute("lang");
    becomes.replaceChildren(...view.becomes.map((text) => make("p", {}, text)));
    slider.max = view.total;
    slider.value = view.step;
    slider.setAttribute("aria-valuetext", view.place);
    for (const one of [first, back]) one.setAttribute("aria-disabled", String(view.step === 1));
    for (const one of [on, last]) one.setAttribute("aria-disabled", String(view.step === view.total));
    el.dataset.outcome = view.outcome;
  }

  el.classList.add("smtp-tutor", "smtp-timeline");
  el.setAttribute("lang", model.get("lang"));
  el.setAttribute("role", "group");
  el.setAttribute("aria-label", label.group);
  el.append(
    choice("obstacle", "obstacles"), choice("queue", "queues"), about,
    make("div", { class: "smtp-steps" }, first, back, slider, on, last), status, drawing, words,
  );
  model.on("change:view", show);
  show();
  return () => model.off("change:view", show);
}

export default { render };
