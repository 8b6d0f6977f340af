// Put before the scripts that let a digit be turned: by its arrows, the wheel, the arrow keys or a digit of any script.
function dial({ label, lowest, highest, up, down, turned, moved }) {
  const digit = make("div", {
    class: "smtp-digit", role: "spinbutton", tabindex: "0", "aria-label": label, "aria-valuemin": lowest, "aria-valuemax": highest,
  });
  const arrow = (by, name, sign) => {
    const button = make("button", { type: "button", tabindex: "-1", "aria-label": `${label} ${name}` }, sign);
    button.addEventListener("click", () => turn(by));
    return button;
  };
  let value = lowest;

  function turn(by) {
    const size = highest - lowest + 1;
    turned(lowest + ((value - lowest + by + size) % size));
    digit.focus({ preventScroll: true });
  }
  digit.addEventListener("wheel", (event) => {
    if (document.activeElement !== digit) return;
    event.preventDefault();
    turn(event.deltaY < 0 ? 1 : -1);
  }, { passive: false });
  digit.addEventListener("keydown", (event) => {
    const step = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    const move = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const typed = /^\p{Nd}$/u.test(event.key) ? native(event.key) : null;
    event.stopPropagation(); // keys pressed here are not the notebook's
    if (step) turn(step);
    else if (move) moved(move);
    else if (event.key === "Home") turned(lowest);
    else if (event.key === "End") turned(highest);
    else if (typed !== null && typed >= lowest && typed <= highest) {
      turned(typed);
      moved(1, true);
    } else return;
    event.preventDefault();
  });

  return {
    digit,
    element: make("div", { class: "smtp-dial" }, arrow(1, up, "▲"), digit, arrow(-1, down, "▼")),
    put(now, meaning = "") {
      value = now;
      digit.textContent = now;
      digit.setAttribute("aria-valuenow", now);
      digit.setAttribute("aria-valuetext", meaning ? `${now}: ${meaning}` : String(now));
    },
  };
}

function native(key) { // the value of a digit of any script: digits stand in blocks of ten
  let zero = key.codePointAt(0);
  while (/^\p{Nd}$/u.test(String.fromCodePoint(zero - 1)) && key.codePointAt(0) - zero < 9) zero -= 1;
  return key.codePointAt(0) - zero;
}
