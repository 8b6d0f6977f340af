// Starts Python: from a snapshot of its memory with everything imported, or, where that cannot be done, the ordinary way.
// `tools/engine.py` writes BUILT. JupyterLite's kernel takes `loadPyodide` from here, our own worker takes `begin`.
const BUILT = {};
const HERE = new URL(".", import.meta.url).href;
export const PAGE = 4096;

/** A sum over whole words that tells a file that was cut, mixed up or damaged on its way. Not for secrets. */
export function sum(bytes) {
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength >>> 2);
  let [one, two] = [1, 2];
  for (let at = 0; at < words.length; at += 2) {
    one = Math.imul(one ^ words[at], 0x01000193);
    two = Math.imul(two ^ words[at + 1], 0x85ebca6b);
  }
  return [one >>> 0, two >>> 0].join();
}

async function bytes(name, expected) {
  const answer = await fetch(HERE + name);
  if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
  const found = new Uint8Array(await answer.arrayBuffer());
  if (found.length !== expected.size || sum(found) !== expected.sum) throw new Error(`${name} is damaged`);
  return found;
}

/** The archive of modules, fetched when Python first opens it. Most visits need none of it. */
function modules(pyodide) {
  const { FS } = pyodide;
  let content = null;
  const node = FS.lookupPath(BUILT.archive.path).node;
  const load = () => {
    const request = new XMLHttpRequest();
    request.open("GET", HERE + BUILT.archive.name, false);
    request.responseType = "arraybuffer";
    try {
      request.send();
    } catch { /* no network */ }
    const found = request.status === 200 ? new Uint8Array(request.response) : null;
    if (found?.length !== BUILT.archive.size) throw new FS.ErrnoError(29); // EIO: Python is told, and asks again next time
    return found;
  };
  Object.defineProperties(node, {
    contents: { get: () => (content ??= load()), set: (value) => { content = value; }, configurable: true },
    usedBytes: { get: () => BUILT.archive.size, set: () => {}, configurable: true },
  });
}

/** Memory as it was. `file` holds its pages one after the other, without those that are empty, or as WebAssembly begins. */
function restore(module, snapshot, file) {
  if (module.HEAP8.length < snapshot.memory && !module.growMemory(snapshot.memory)) throw new Error("too little memory");
  let from = 0;
  for (const [page, count] of snapshot.runs) {
    module.HEAPU8.set(file.subarray(from, from + count * PAGE), page * PAGE);
    from += count * PAGE;
  }
  const { size, sum: expected } = snapshot.checked;
  if (sum(module.HEAPU8.subarray(0, size)) !== expected) throw new Error("WebAssembly did not begin as it did when the engine was built");
  return snapshot.objects;
}

function object(api, path) {
  return path.reduce((holder, name) => holder[name], api);
}

// Pyodide waits for ever where its WebAssembly cannot be had; here it is told, so that the reader can be.
let broken;
const failure = new Promise((_resolve, reject) => { broken = reject; });
failure.catch(() => {});
const { instantiateStreaming } = WebAssembly;
WebAssembly.instantiateStreaming = (...given) => instantiateStreaming(...given).catch((error) => {
  broken(error);
  throw error;
});

function options() {
  return {
    indexURL: HERE,
    lockFileContents: BUILT.lock,
    packageBaseUrl: HERE,
    env: { HOME: "/home/pyodide" },
    stdout: console.log,
    stderr: console.error,
  };
}

async function quick(name, parts) {
  const snapshot = BUILT.snapshots[name];
  let file = bytes(snapshot.name, snapshot);
  file.catch(() => {}); // it is awaited later
  const { loadPyodide: load } = await parts[0]; // it fetches the WebAssembly, beside the script that is awaited below
  let module;
  const pyodide = await load({
    ...options(),
    stdLibURL: "data:,", // see `modules`
    _loadSnapshot: Promise.resolve(new Uint8Array(0)),
    _snapshotDeserializer: ({ path }) => object(module.API.public_api, path),
    createPyodideModule: async (settings) => {
      const { default: create } = await parts[1];
      module = await create(settings);
      performance.mark("engine: WebAssembly is ready");
      const content = await file;
      performance.mark("engine: the snapshot is here");
      module.API.restoreSnapshot = () => restore(module, snapshot, content);
      return module;
    },
  });
  module.API.restoreSnapshot = file = null; // they would hold as much memory as Python
  modules(pyodide);
  pyodide.runPython(BUILT.renew);
  performance.mark("engine: Python is ready");
  return pyodide;
}

async function ordinary(name, parts) {
  const { loadPyodide: load } = await parts[0];
  const pyodide = await load({ ...options(), stdLibURL: HERE + BUILT.archive.name });
  pyodide.runPython(BUILT.prepare[name]);
  pyodide.runPython(BUILT.renew);
  return pyodide;
}

/** Python with what `name` ("kernel" or "decoder") needs imported. The first call starts it, later calls get the same one. */
export function begin(name) {
  const parts = [import("./pyodide.mjs"), import("./pyodide.asm.mjs")];
  globalThis.smtpEngine ??= Promise.race([failure, quick(name, parts).catch((error) => {
    console.warn(`The quick start failed, starting the ordinary way: ${error}`);
    return ordinary(name, parts);
  })]);
  return globalThis.smtpEngine;
}

/** What JupyterLite's kernel calls. The packages it names are there already. */
export async function loadPyodide({ stdout, stderr }) {
  const pyodide = await begin("kernel");
  pyodide.setStdout({ batched: stdout });
  pyodide.setStderr({ batched: stderr });
  return pyodide;
}

/** A worker that only decodes. It says {ready} or {failed}; then {data, lang, request} asks, and the answer comes back. */
async function decoder() {
  try {
    const explain = (await begin("decoder")).globals.get("explain");
    globalThis.onmessage = ({ data: { data, lang, request } }) => postMessage(JSON.parse(explain(data, lang, request)));
    postMessage({ ready: true });
  } catch (error) {
    postMessage({ failed: String(error) });
  }
}
if (globalThis.name === "decoder") decoder(); // not by the address: what comes from a cache has lost its `#`
