// The page's side of the drawing: it only shows what Python drew.
function render({ model, el }) {
  const drawing = document.createElement("div");
  const words = document.createElement("div");
  drawing.className = "smtp-scroll";
  drawing.tabIndex = 0;
  drawing.setAttribute("role", "region");
  drawing.setAttribute("aria-label", model.get("label"));
  function show() {
    drawing.innerHTML = model.get("html"); // built by Python as a tree, every text in it escaped
    words.innerHTML = model.get("words");
  }
  el.classList.add("smtp-tutor", "smtp-states");
  el.setAttribute("lang", model.get("lang"));
  el.append(drawing, words);
  model.on("change:words", show);
  show();
  return () => model.off("change:words", show);
}

export default { render };
