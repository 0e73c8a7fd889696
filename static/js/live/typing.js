// Who else is writing, where a conversation shows it, and telling the others. Nothing of it is kept, and nothing is said
// while one asks by plain requests.

const PAUSE = 3_000; // between two signs of one's own; the server takes no more
const GONE = 6_000; // after the last sign of another

const writing = new Map(); // person → {name, timer}
let saidAt = -PAUSE;

const draw = () => {
  const line = document.querySelector("[data-typing]");
  if (!line) return;
  const [name, other, more] = [...writing.values()].map((one) => one.name);
  const words = more ? line.dataset.many : other ? line.dataset.two : name ? line.dataset.one : "";
  const text = words.replace("{name}", () => name).replace("{other}", () => other);
  if (line.textContent !== text) line.textContent = text;
};

const stop = (id) => {
  clearTimeout(writing.get(id)?.timer);
  if (writing.delete(id)) draw();
};

// The page's regions are given, not imported: two scripts that import one another cannot be named by their content.
export const show = (regions) => {
  document.addEventListener("plethu:typing", ({ detail: { id, name } }) => {
    clearTimeout(writing.get(id)?.timer);
    writing.set(id, { name, timer: setTimeout(stop, GONE, id) });
    draw();
  });
  // Their words are there.
  document.addEventListener("plethu:post", ({ detail: { author } }) => stop(author));

  document.addEventListener("input", ({ target }) => {
    if (!target.matches("[name='text'], [contenteditable]")) return;
    const region = regions.get(target.closest("[data-reply-form]")?.closest("[data-stream]"));
    if (!region?.line.isOpen || performance.now() - saidAt < PAUSE || /(?:^|; )typing=off/.test(document.cookie)) return;
    saidAt = performance.now();
    region.line.say({ typing: region.key });
  });
};
