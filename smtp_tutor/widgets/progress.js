// The page's side of the overview: Python reckons it from the events that the page keeps.
function render({ model, el }) {
  const label = model.get("labels");
  const place = make("div", { class: "smtp-place" });
  const tools = keepingTools(label);
  const show = () => { place.innerHTML = model.get("html"); }; // built by Python as a tree, every text in it escaped

  el.addEventListener("keydown", (event) => event.stopPropagation()); // keys pressed here are not the notebook's
  el.classList.add("smtp-tutor", "smtp-progress");
  el.setAttribute("lang", model.get("lang"));
  el.setAttribute("role", "group");
  el.setAttribute("aria-label", label.group);
  el.append(place, tools.element);
  model.on("change:html", show);
  show();
  tools.refresh();
  const unwatch = progressStore().watch(tools.refresh);
  const unshare = shareProgress(model);
  return () => {
    model.off("change:html", show);
    unwatch();
    unshare();
  };
}

export default { render };
