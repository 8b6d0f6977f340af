// The page's side of every drawing: it only shows what Python drew. One that may be wider than the page scrolls.
function render({ model, el }) {
  const drawing = make("div", model.get("label") ? { class: "smtp-scroll", tabindex: "0", role: "region", "aria-label": model.get("label") } : {});
  const words = make("div");
  function show() {
    drawing.innerHTML = model.get("html"); // built by Python as a tree, every text in it escaped
    words.innerHTML = model.get("words");
  }
  el.classList.add("smtp-tutor", "smtp-drawn");
  el.setAttribute("lang", model.get("lang"));
  el.append(drawing, words);
  model.on("change:words", show);
  show();
  return () => model.off("change:words", show);
}

export default { render };
