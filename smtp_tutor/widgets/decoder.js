// The page's side of the decoder: a box, buttons, a place for the answer. All meaning comes from Python.
const PAUSE = 150; // milliseconds without a key before the text is read
const LARGEST = 20 * 1024 * 1024;

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

function render({ model, el }) {
  const label = model.get("labels");
  const id = `smtp-box-${crypto.randomUUID?.() ?? Math.random().toString(36).slice(2)}`;
  const box = make("textarea", { id, rows: "4", spellcheck: "false", autocapitalize: "off", autocomplete: "off", "aria-describedby": `${id}-help` });
  const status = make("p", { class: "smtp-status", role: "status" });
  const answer = make("div", { class: "smtp-place" });
  const picker = make("input", { type: "file", accept: ".eml,.txt,.log,.json,.jsonl,.csv,message/*,text/*", hidden: "", "aria-label": label.file });
  const examples = make("ul", { class: "smtp-examples", "aria-label": label.examples });
  let timer = 0;
  let asked = 0;

  function tell(sentence, shown = false) { // what is on the screen anyway is only said to screen readers
    status.textContent = sentence;
    status.classList.toggle("smtp-heard", shown);
  }
  function ask(send) {
    clearTimeout(timer);
    asked += 1;
    tell(label.reading);
    el.setAttribute("aria-busy", "true");
    send();
  }
  function askText() {
    ask(() => {
      model.set("text", box.value);
      model.set("request", asked);
      model.save_changes();
    });
  }
  async function askFile(file) {
    if (!file) return;
    if (file.size > LARGEST) {
      tell(label.too_large);
      return;
    }
    const bytes = await file.arrayBuffer();
    if (file.size < 200000) box.value = new TextDecoder().decode(bytes);
    ask(() => model.send({ kind: "file", request: asked }, undefined, [bytes]));
  }
  function show() {
    const said = model.get("answer");
    if (said.request !== undefined && said.request < asked) return; // an answer to an older text
    answer.innerHTML = said.html ?? ""; // built by Python as a tree, every text in it escaped
    tell(said.status ?? "", true);
    el.removeAttribute("aria-busy");
    copyButton.hidden = !said.found;
  }
  function button(text, action) {
    const element = make("button", { type: "button", class: "smtp-button" }, text);
    element.addEventListener("click", action);
    return element;
  }

  const copyButton = button(label.copy, async () => {
    tell((await copy(model.get("answer").plain)) ? label.copied : label.not_copied);
  });
  const clear = button(label.clear, () => {
    box.value = "";
    askText();
    box.focus();
  });
  const open = button(label.file, () => picker.click());
  for (const text of model.get("examples")) {
    const example = button(text.split("\n")[0], () => {
      box.value = text;
      askText();
    });
    example.setAttribute("lang", "en");
    examples.append(make("li", {}, example));
  }

  picker.addEventListener("change", () => askFile(picker.files[0]));
  box.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(askText, PAUSE);
  });
  box.addEventListener("keydown", (event) => event.stopPropagation()); // keys typed here are not the notebook's
  el.addEventListener("dragover", (event) => {
    if (![...event.dataTransfer.types].includes("Files")) return;
    event.preventDefault();
    event.stopPropagation();
    el.classList.add("smtp-over");
  });
  el.addEventListener("dragleave", () => el.classList.remove("smtp-over"));
  el.addEventListener("drop", (event) => {
    el.classList.remove("smtp-over");
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    event.stopPropagation();
    askFile(event.dataTransfer.files[0]);
  });

  el.classList.add("smtp-tutor", "smtp-decoder");
  el.setAttribute("lang", model.get("lang"));
  el.append(
    make("label", { for: id }, label.box),
    make("p", { id: `${id}-help`, class: "smtp-help" }, label.help),
    box,
    make("div", { class: "smtp-buttons" }, open, clear, copyButton, picker),
    status,
    answer,
    make("p", { class: "smtp-help" }, label.examples),
    examples,
  );
  box.value = model.get("text");
  model.on("change:answer", show);
  show();
  return () => model.off("change:answer", show);
}

export default { render };
