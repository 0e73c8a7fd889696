// Titles offered while somebody types into a box with data-suggest: a combobox with a list of links below it.
// Without script, or when no answer comes, the box searches as ever.
const pause = 150; // milliseconds without a key before we ask
const least = 2; // letters
const boxes = new WeakMap();
let made = 0;

const setUp = (input) => {
  const list = document.createElement("div");
  list.id = `suggestions-${(made += 1)}`;
  list.className = "search-offers";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.labels?.[0]?.textContent.trim() ?? "");
  const status = document.createElement("span");
  status.className = "visually-hidden";
  status.setAttribute("role", "status");
  input.parentElement.append(list, status);
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"], ["aria-controls", list.id]]) {
    input.setAttribute(name, value);
  }

  const known = new Map();
  let active = -1;
  let timer = 0;
  let asking = null;

  const mark = (place) => {
    const options = list.children;
    options[active]?.setAttribute("aria-selected", "false");
    active = place;
    const option = options[active];
    if (!option) return input.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", option.id);
  };

  const fold = () => {
    clearTimeout(timer);
    asking?.abort();
    mark(-1);
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
  };

  const unfold = () => {
    if (!list.children.length) return;
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
  };

  const show = (html) => {
    const answer = document.createElement("template");
    answer.innerHTML = html;
    const options = answer.content.firstElementChild;
    fold();
    list.replaceChildren(...(options?.children ?? []));
    [...list.children].forEach((option, place) => (option.id = `${list.id}-${place}`));
    status.textContent = options?.dataset.said ?? "";
    if (document.activeElement === input) unfold();
  };

  const ask = async () => {
    const text = input.value.trim();
    asking?.abort();
    if (text.length < least) return show("");
    if (known.has(text)) return show(known.get(text));
    asking = new AbortController();
    try {
      const response = await fetch(`${input.dataset.suggest}?q=${encodeURIComponent(text)}`, { signal: asking.signal });
      if (!response.ok) return show("");
      const html = await response.text();
      known.set(text, html);
      // Answers may come late: what was asked for is what stands in the box, or it is not shown.
      if (input.value.trim() === text) show(html);
    } catch {
      // Typed on, or no line: nothing is offered.
    }
  };

  const move = (step) => {
    const count = list.children.length;
    if (list.hidden) {
      unfold();
      return mark(step > 0 ? 0 : count - 1);
    }
    // One place more than there are options: the box itself.
    mark(((active + 1 + step + count + 1) % (count + 1)) - 1);
  };

  input.addEventListener("input", () => {
    clearTimeout(timer);
    mark(-1);
    timer = setTimeout(ask, pause);
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey) return;
    if ((event.key === "ArrowDown" || event.key === "ArrowUp") && list.children.length) {
      event.preventDefault();
      move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && active >= 0) {
      event.preventDefault();
      list.children[active].click();
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault(); // the first press folds the list, the second empties the box
      fold();
    }
  });
  input.addEventListener("blur", fold);
  // A press on an option must not take the focus away before it is a click.
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("mousedown", (event) => event.preventDefault());
  addEventListener("pagehide", fold);
  return true;
};

document.addEventListener("focusin", ({ target }) => {
  if (target.matches?.("input[data-suggest]") && !boxes.has(target)) boxes.set(target, setUp(target));
});
