// Runs the package's tests inside Pyodide, where readers run the package: node run.mjs ROOT SITE-PACKAGES [PYTEST-ARGUMENT ...]
import { loadPyodide } from "pyodide";

const [root, packages, ...given] = process.argv.slice(2);
const pyodide = await loadPyodide({ env: { HYPOTHESIS_PROFILE: "pyodide", HOME: "/home/pyodide", PYTHONDONTWRITEBYTECODE: "1" } });
for (const [from, to] of [[root, "/project"], [packages, "/packages"]]) {
  pyodide.FS.mkdirTree(to);
  pyodide.FS.mount(pyodide.FS.filesystems.NODEFS, { root: from }, to);
}
const status = await pyodide.runPythonAsync(`
import os, sys
sys.path += ["/project", "/packages"]
os.chdir("/project")
import pytest
int(pytest.main(${JSON.stringify(["-q", "-p", "no:cacheprovider", ...given])}))
`);
process.exit(status);
