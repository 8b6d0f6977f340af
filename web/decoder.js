// The decoder on a page of ours, without Jupyter: the widget's own script, which stands before this one in the same file,
// with a model that asks a worker. What is typed while Python starts is answered when it is there.
(() => {
  const place = document.getElementById("smtp-decoder");
  const about = JSON.parse(document.getElementById("smtp-decoder-about").textContent);
  const state = { text: "", lang: about.lang, labels: about.labels, examples: about.examples, answer: about.answer };
  const note = document.getElementById("smtp-decoder-note");
  const told = new Set();
  let worker = null;
  let busy = true;
  let next = null;

  function tell(sentence) {
    note.textContent = sentence;
  }
  function show(answer) {
    state.answer = answer;
    for (const action of told) action();
  }
  function send() {
    if (busy || !next) return;
    worker.postMessage(next);
    next = null;
    busy = true;
  }
  function fail() {
    tell(about.labels.failed);
    document.dispatchEvent(new Event("smtp-ready"));
    show({ ...about.answer, html: "", status: about.labels.failed, request: Infinity });
  }
  function heard({ type, data }) {
    if (type === "error" || data.failed) return fail();
    busy = false;
    tell("");
    if (!data.ready) show(data);
    send();
    if (data.ready) document.dispatchEvent(new Event("smtp-ready")); // nobody waits now: the site may be stored
  }
  function start() {
    if (worker) return;
    tell(about.labels.starting);
    const begun = window.smtpDecoder ?? { worker: new Worker(about.worker, { type: "module", name: "decoder" }), said: [] };
    worker = begun.worker;
    worker.onmessage = worker.onerror = heard;
    begun.said.forEach(heard);
  }
  function ask(data, request) { // only the newest question matters
    start();
    next = { data, lang: state.lang, request };
    send();
  }

  const model = {
    get: (name) => state[name],
    set: (name, value) => { state[name] = value; },
    save_changes: () => ask(state.text, state.request),
    send: ({ request }, _callbacks, [bytes]) => ask(bytes, request),
    on: (_name, action) => told.add(action),
    off: (_name, action) => told.delete(action),
  };
  place.replaceChildren();
  render({ model, el: place });
  if (window.smtpDecoder) start();
  else place.addEventListener("focusin", start, { once: true });
})();
