// The page's side of the anatomy: three digits to turn by mouse or keyboard. Their meanings come from Python.
const LOWEST = [1, 0, 0];
const HIGHEST = [5, 9, 9];
const PLACES = ["first", "second", "third"];

function render({ model, el }) {
  const label = model.get("labels");
  const meanings = model.get("meanings");
  const answer = make("div", { class: "smtp-place" });
  const parts = PLACES.map((place, index) => {
    const title = make("strong");
    const meaning = make("span");
    const dialled = dial({
      label: label[place], lowest: LOWEST[index], highest: HIGHEST[index], up: label.up, down: label.down,
      turned: (value) => put(index, value),
      moved: (by, typed) => parts[typed ? Math.min(index + by, 2) : (index + by + 3) % 3].dialled.digit.focus(),
    });
    const card = make("div", { class: "smtp-part" }, dialled.element, make("p", { class: "smtp-which" }, label[place]), make("p", {}, title, " ", meaning));
    return { dialled, title, meaning, card };
  });

  function digits() {
    return [...String(model.get("code"))].map(Number);
  }
  function put(index, value) {
    const now = digits();
    now[index] = value;
    model.set("code", Number(now.join("")));
    model.save_changes();
    show();
  }
  function show() {
    digits().forEach((value, index) => {
      const { dialled, title, meaning, card } = parts[index];
      const says = meanings[index][value];
      const changed = dialled.digit.textContent !== "" && dialled.digit.textContent !== String(value);
      dialled.put(value, says.title);
      title.textContent = says.title;
      meaning.textContent = says.meaning;
      if (changed) {
        card.classList.remove("smtp-lit");
        void card.offsetWidth; // lets the light start again
        card.classList.add("smtp-lit");
      }
      if (index === 0) el.dataset.severity = value;
    });
  }
  function explain() {
    answer.innerHTML = model.get("html"); // built by Python as a tree, every text in it escaped
  }

  el.classList.add("smtp-tutor", "smtp-anatomy");
  el.setAttribute("lang", model.get("lang"));
  el.append(
    make("p", { class: "smtp-help" }, label.help),
    make("div", { class: "smtp-parts", role: "group", "aria-label": label.group }, ...parts.map((part) => part.card)),
    answer,
  );
  model.on("change:code", show);
  model.on("change:html", explain);
  show();
  explain();
  return () => {
    model.off("change:code", show);
    model.off("change:html", explain);
  };
}

export default { render };
