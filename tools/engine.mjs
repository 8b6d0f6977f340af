// Runs the pinned Python to make what the site's engine starts from: node engine.mjs compile|snapshot JOB, a JSON file.
import { readFileSync, writeFileSync } from "node:fs";
import { loadPyodide } from "pyodide";

const PAGE = 4096;

/** Byte code of `files`, [path as imported, source file, target file]: only this Python writes what the reader's reads. */
async function compile({ files }) {
  const pyodide = await loadPyodide();
  const one = pyodide.runPython(`
from importlib._bootstrap_external import _code_to_hash_pyc
from pyodide.ffi import to_js

def one(source, path):
    code = compile(source.to_bytes(), path, "exec", dont_inherit=True)
    return to_js(bytes(_code_to_hash_pyc(code, bytes(8), False)))
one`);
  for (const [path, source, target] of files) writeFileSync(target, one(new Uint8Array(readFileSync(source)), path));
}

/** How a JavaScript object that Python holds is found again: its path from Pyodide's own interface. */
function path(api, wanted) {
  for (const [holder, at] of [[api, []], [api._api, ["_api"]]]) {
    for (const name of Object.getOwnPropertyNames(holder)) {
      const { value } = Object.getOwnPropertyDescriptor(holder, name);
      if (value === wanted) return { path: [...at, name] };
    }
  }
  throw new Error(`The snapshot would hold a JavaScript object that cannot be found again: ${wanted}`);
}

/** The first and the number of the pages that are not empty, for each run of them. */
function runs(memory) {
  const words = new Uint32Array(memory.buffer, memory.byteOffset, memory.byteLength / 4);
  const found = [];
  for (let page = 0; page * PAGE < memory.length; page += 1) {
    if (words.subarray(page * (PAGE / 4), (page + 1) * (PAGE / 4)).every((word) => word === 0)) continue;
    const last = found.at(-1);
    if (last && last[0] + last[1] === page) last[1] += 1;
    else found.push([page, 1]);
  }
  return found;
}

/** Zeros where memory is free: what was read and thrown away need not travel to every reader. */
function wipe({ _malloc, _free, _sbrk, HEAPU8 }) {
  const taken = [];
  for (let size = 1 << 16; size >= 16; size /= 2) {
    for (const end = _sbrk(0); ;) {
      const block = _malloc(size);
      taken.push(block);
      if (_sbrk(0) !== end || block + size > HEAPU8.length) break; // all that was free of this size is taken
      HEAPU8.fill(0, block, block + size);
    }
  }
  taken.forEach((block) => _free(block));
}

async function snapshot({ archive, lock, seed, code, target }) {
  const pyodide = await loadPyodide({ _makeSnapshot: true, stdLibURL: archive, lockFileContents: lock, env: { PYTHONHASHSEED: seed } });
  try {
    pyodide.runPython(code);
  } catch {
    throw new Error(pyodide.runPython("import sys, traceback; ''.join(traceback.format_exception(sys.last_exc))"));
  }
  wipe(pyodide._module);
  const whole = pyodide.makeMemorySnapshot({ serializer: (object) => path(pyodide._api.public_api, object) });
  const [, offset, length] = new Uint32Array(whole.buffer, 0, 3); // Pyodide's own header: where memory begins, how long the text is
  const objects = JSON.parse(new TextDecoder().decode(whole.subarray(48, 48 + length)));
  const memory = whole.slice(offset);
  const found = runs(memory);
  writeFileSync(target, Buffer.concat(found.map(([page, count]) => memory.subarray(page * PAGE, (page + count) * PAGE))));
  console.log(JSON.stringify({ memory: memory.length, runs: found, objects }));
}

const [, , step, job] = process.argv;
try {
  await { compile, snapshot }[step](JSON.parse(readFileSync(job, "utf-8")));
} catch (error) {
  console.error(String(error).slice(0, 4000)); // the rest would be a line of Pyodide's, as long as a book
  process.exit(1);
}
process.exit(0);
