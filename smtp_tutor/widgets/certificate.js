// The page's side of the form that checks a certificate.
function render({ model, el }) {
  const label = model.get("labels");
  const fields = {};
  const form = make("form", { class: "smtp-form", autocomplete: "off", novalidate: "" });
  const verdict = make("div", { role: "status", class: "smtp-place" });

  for (const name of ["name", "score", "date", "language", "seed", "code"]) {
    const box = name === "language"
      ? make("select", {}, ...Object.entries(model.get("languages")).map(([tag, own]) => make("option", { value: tag, lang: tag }, own)))
      : make("input", { type: "text", spellcheck: "false", autocapitalize: name === "name" ? "words" : "off" });
    box.dataset.field = name;
    if (name === "language") box.value = model.get("lang");
    const help = label[`${name}_help`];
    fields[name] = box;
    form.append(make("label", {}, make("span", {}, label[name]), ...(help ? [make("span", { class: "smtp-help" }, help)] : []), box));
  }
  form.append(make("p", {}, make("button", { type: "submit", class: "smtp-button", "data-do": "check" }, label.check)));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const typed = Object.fromEntries(Object.entries(fields).map(([name, box]) => [name, box.value]));
    model.send({ kind: "check", form: typed });
  });
  el.addEventListener("keydown", (event) => event.stopPropagation()); // keys pressed here are not the notebook's

  function show() {
    const view = model.get("view");
    el.dataset.genuine = view.genuine ?? "";
    const tone = { yes: "smtp-feedback smtp-right", no: "smtp-feedback" }[view.genuine] ?? "smtp-feedback";
    const sign = { yes: "✓ ", no: "✗ " }[view.genuine] ?? "";
    verdict.replaceChildren(...(view.messages ?? []).map((text, index) => make("p", { class: index ? "" : tone }, index ? text : sign + text)));
    for (const [name, box] of Object.entries(fields)) box.setAttribute("aria-invalid", String(name === view.field));
    if (view.field) fields[view.field].focus();
  }

  el.classList.add("smtp-tutor");
  el.setAttribute("lang", model.get("lang"));
  el.setAttribute("role", "group");
  el.setAttribute("aria-label", label.group);
  el.append(form, verdict);
  model.on("change:view", show);
  show();
  return () => model.off("change:view", show);
}

export default { render };
