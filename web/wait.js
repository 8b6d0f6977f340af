// A kernel that answers at once makes `waitAsync` return no promise, and the kernel's page side then fails on `.then`.
// Ours often does, so this stands in each page of JupyterLite that starts one. The kernel may then still be in the middle of
// writing its answer, a text whose end is the end of the shared memory: half of it cannot be read.
(({ waitAsync }) => {
  if (!waitAsync) return;
  const HEAD = 4; // a shared memory of so many code units holds no text, only its length
  const TURNS = 1000; // then it is not the text that is missing
  async function written({ buffer }) {
    const text = new Uint16Array(buffer);
    const whole = () => text.length <= HEAD || text[text.length - 1] || text[text.length - 2];
    for (let turn = 0; turn === 0 || (turn < TURNS && !whole()); turn += 1) await new Promise((done) => { setTimeout(done); });
  }
  Atomics.waitAsync = (...given) => {
    const wait = waitAsync.apply(Atomics, given);
    return wait.async ? wait : { async: true, value: written(given[0]).then(() => wait.value) };
  };
})(Atomics);
