// Runs the pinned Python to make what the site's engine starts from: node engine.mjs compile|snapshot JOB, a JSON file.
import { readFileSync, writeFileSync } from "node:fs";
import { loadPyodide } from "pyodide";
import { PAGE, sum } from "../web/engine/engine.mjs";

/**
 * Byte code of `files`, [path as imported, source file, target file, level of optimization]: only this Python writes what the
 * reader's reads. It keeps the lines of a traceback, and leaves out the columns, which are as large as the code itself.
 */
async function compile({ files }) {
  const pyodide = await loadPyodide({ args: ["-X", "no_debug_ranges"] });
  const one = pyodide.runPython(`
from importlib._bootstrap_external import _code_to_hash_pyc
from pyodide.ffi import to_js

def one(source, path, level):
    code = compile(source.to_bytes(), path, "exec", dont_inherit=True, optimize=level)
    return to_js(bytes(_code_to_hash_pyc(code, bytes(8), False)))
one`);
  for (const [path, source, target, level] of files) writeFileSync(target, one(new Uint8Array(readFileSync(source)), path, level));
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

/** Memory as WebAssembly begins with it, up to where its stack and heap are, in whole pages. */
async function beginning(options) {
  let module;
  const memory = await new Promise((found, failed) => {
    loadPyodide({
      ...options,
      _loadSnapshot: Promise.resolve(new Uint8Array(0)),
      createPyodideModule: async (settings) => {
        module = await (await import("pyodide/pyodide.asm.mjs")).default(settings);
        module.API.restoreSnapshot = () => {
          found(module.HEAPU8.slice());
          throw new Error("this Python was only begun");
        };
        return module;
      },
    }).catch(failed);
  });
  return memory.subarray(0, Math.floor(module._emscripten_stack_get_end() / PAGE) * PAGE);
}

/** For each run of pages that must travel, the first and how many: not those that are empty, or as every reader's begin. */
function runs(memory, begun) {
  const found = [];
  const empty = Buffer.alloc(PAGE);
  for (let at = 0; at < memory.length; at += PAGE) {
    if (Buffer.compare(memory.subarray(at, at + PAGE), at < begun.length ? begun.subarray(at, at + PAGE) : empty) === 0) continue;
    const last = found.at(-1);
    if (last && (last[0] + last[1]) * PAGE === at) last[1] += 1;
    else found.push([at / PAGE, 1]);
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
  const options = { stdLibURL: archive, lockFileContents: lock, env: { PYTHONHASHSEED: seed } };
  const pyodide = await loadPyodide({ ...options, _makeSnapshot: true });
  try {
    pyodide.runPython(code);
  } catch {
    throw new Error(pyodide.runPython("import sys, traceback; ''.join(traceback.format_exception(sys.last_exc))"));
  }
  pyodide.setStdin({ read: (buffer) => buffer.fill(0).length }); // its buffer is free memory that was never written to
  pyodide.runPython("import sys; sys.stdin.buffer.read(len(sys.stdin.buffer.peek()))");
  wipe(pyodide._module);
  const whole = pyodide.makeMemorySnapshot({ serializer: (object) => path(pyodide._api.public_api, object) });
  const [, offset, length] = new Uint32Array(whole.buffer, 0, 3); // Pyodide's own header: where memory begins, how long the text is
  const objects = JSON.parse(new TextDecoder().decode(whole.subarray(48, 48 + length)));
  const memory = whole.slice(offset);
  const begun = await beginning(options);
  const found = runs(memory, begun);
  const file = Buffer.concat(found.map(([page, count]) => memory.subarray(page * PAGE, (page + count) * PAGE)));
  writeFileSync(target, file);
  const checked = { size: begun.length, sum: sum(memory.subarray(0, begun.length)) };
  console.log(JSON.stringify({ size: file.length, sum: sum(file), memory: memory.length, checked, runs: found, objects }));
}

const [, , step, job] = process.argv;
try {
  await { compile, snapshot }[step](JSON.parse(readFileSync(job, "utf-8")));
} catch (error) {
  console.error(String(error).slice(0, 4000)); // the rest would be a line of Pyodide's, as long as a book
  process.exit(1);
}
process.exit(0);
