// Replies a second inside Pyodide: node bench_pyodide.mjs ROOT FILE, the texts being a JSON array
import { readFileSync } from "node:fs";
import { loadPyodide } from "pyodide";

const pyodide = await loadPyodide({ env: { HOME: "/home/pyodide" } });
pyodide.FS.mkdirTree("/project");
pyodide.FS.mount(pyodide.FS.filesystems.NODEFS, { root: process.argv[2] }, "/project");
pyodide.globals.set("given", readFileSync(process.argv[3], "utf-8"));
console.log(
  await pyodide.runPythonAsync(`
import json, statistics, sys, time
sys.path.append("/project")
began = time.perf_counter()
from smtp_tutor import decode
imported = time.perf_counter() - began
texts = json.loads(given)
began = time.perf_counter()
decode(texts[0])
first = time.perf_counter() - began
taken = []
for _ in range(3):
    began = time.perf_counter()
    for text in texts:
        decode(f"{text} {time.perf_counter_ns()}")
    taken.append(time.perf_counter() - began)
json.dumps({"rate": len(texts) / statistics.median(taken), "first": first, "imported": imported})
`),
);
