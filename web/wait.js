// A kernel that answers at once makes `waitAsync` return no promise, and the kernel's page side then fails on `.then`.
// Ours often does, so this stands in each page of JupyterLite that starts one.
(({ waitAsync }) => {
  if (!waitAsync) return;
  Atomics.waitAsync = (...given) => {
    const wait = waitAsync.apply(Atomics, given);
    return wait.async ? wait : { async: true, value: Promise.resolve(wait.value) };
  };
})(Atomics);
