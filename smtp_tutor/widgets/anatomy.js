// The page's side of the anatomy: three digits to turn by mouse or keyboard. Their meanings come from Python.
const LOWEST = [1, 0, 0];
const HIGHEST = [5, 9, 9];
const PLACES = ["first", "second", "third"];

function render({ model, el }) {
  const label = model.get("labels");
  const meanings = model.get("meanings");
  const answer = make("div", { class: "smtp-place" });
  const parts = PLACES.map((place, index) => {
    const digit = make("div", {
      class: "smtp-digit", role: "spinbutton", tabindex: "0", "aria-label": label[place],
      "aria-valuemin": LOWEST[index], "aria-valuemax": HIGHEST[index],
    });
    const title = make("strong");
    const meaning = make("span");
    const up = make("button", { type: "button", tabindex: "-1", "aria-label": `${label[place]} ${label.up}` }, "▲");
    const down = make("button", { type: "button", tabindex: "-1", "aria-label": `${label[place]} ${label.down}` }, "▼");
    up.addEventListener("click", () => turn(index, 1));
    down.addEventListener("click", () => turn(index, -1));
    digit.addEventListener("keydown", (event) => press(event, index));
    digit.addEventListener("wheel", (event) => {
      if (document.activeElement !== digit) return;
      event.preventDefault();
      turn(index, event.deltaY < 0 ? 1 : -1);
    }, { passive: false });
    const dial = make("div", { class: "smtp-dial" }, up, digit, down);
    const card = make("div", { class: "smtp-part" }, dial, make("p", { class: "smtp-which" }, label[place]), make("p", {}, title, " ", meaning));
    return { digit, title, meaning, card };
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
  function turn(index, by) {
    const size = HIGHEST[index] - LOWEST[index] + 1;
    put(index, LOWEST[index] + ((digits()[index] - LOWEST[index] + by + size) % size));
    parts[index].digit.focus({ preventScroll: true });
  }
  function press(event, index) {
    const step = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    const move = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const typed = /^\p{Nd}$/u.test(event.key) ? native(event.key) : null;
    event.stopPropagation(); // keys pressed here are not the notebook's
    if (step) turn(index, step);
    else if (move) parts[(index + move + 3) % 3].digit.focus();
    else if (event.key === "Home") put(index, LOWEST[index]);
    else if (event.key === "End") put(index, HIGHEST[index]);
    else if (typed !== null && typed >= LOWEST[index] && typed <= HIGHEST[index]) {
      put(index, typed);
      parts[Math.min(index + 1, 2)].digit.focus();
    } else return;
    event.preventDefault();
  }
  function native(key) { // the value of a digit of any script: digits stand in blocks of ten
    let zero = key.codePointAt(0);
    while (/^\p{Nd}$/u.test(String.fromCodePoint(zero - 1)) && key.codePointAt(0) - zero < 9) zero -= 1;
    return key.codePointAt(0) - zero;
  }
  function show() {
    digits().forEach((value, index) => {
      const { digit, title, meaning, card } = parts[index];
      const says = meanings[index][value];
      const changed = digit.textContent !== "" && digit.textContent !== String(value);
      digit.textContent = value;
      digit.setAttribute("aria-valuenow", value);
      digit.setAttribute("aria-valuetext", `${value}: ${says.title}`);
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
