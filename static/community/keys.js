// Single keys in a conversation; fetched when one of them is pressed for the first time. The page /keys/ says what
// they do and turns them off (WCAG 2.1.4).

const TYPING = "input, textarea, select, [contenteditable]:not([contenteditable='false']), [role='textbox'], [role='combobox'], dialog[open]";

const posts = () => [...document.querySelectorAll("[data-live-list] > .entry[id^='post-']")];

// The post one is at: the one with the focus, else the first that shows below the upper edge.
const here = () => {
  const all = posts();
  const focused = all.find((post) => post.contains(document.activeElement));
  return focused ?? all.find((post) => post.getBoundingClientRect().bottom > 80) ?? all.at(-1);
};

const goTo = (post) => {
  if (!post) return;
  post.tabIndex = -1;
  post.focus({ preventScroll: true });
  post.scrollIntoView({ block: "start", behavior: "instant" });
};

const step = (by) => {
  const all = posts();
  const post = here();
  const at = all.indexOf(post);
  // Not yet at its beginning: forwards that is where one goes first, unless one came there by a key.
  const isAt = post?.contains(document.activeElement) || post?.getBoundingClientRect().top > -5;
  const next = by > 0 && !isAt && at >= 0 && post.getBoundingClientRect().top > 80 ? post : all[at + by];
  if (next) goTo(next);
  else document.querySelector(`#discussion .pagination a[rel='${by > 0 ? "next" : "prev"}']`)?.click();
};

const reply = () => {
  const post = here();
  const way = post?.querySelector("[data-reply]");
  if (way?.checkVisibility()) way.click();
  else document.querySelector("[data-reply-form] textarea")?.focus();
};

const unread = () => {
  const region = document.querySelector("[data-read-url]");
  const line = document.getElementById("unread");
  if (line) {
    goTo(line.nextElementSibling);
    return;
  }
  const elsewhere = document.querySelector(".discussion-unread a");
  if (elsewhere) elsewhere.click();
  else goTo(posts().find((post) => Number(post.id.slice(5)) > Number(region?.dataset.read ?? Infinity)));
};

const makeHelp = async () => {
  const { keysUrl, keysTitle, keysClose } = document.querySelector("[data-keys-url]").dataset;
  const answer = await fetch(`${keysUrl}?part=list`, { headers: { Accept: "text/html" } });
  if (!answer.ok) return null;
  const dialog = Object.assign(document.createElement("dialog"), { id: "keys-help", className: "dialog" });
  dialog.setAttribute("aria-labelledby", "keys-help-title");
  dialog.innerHTML = `<div class="dialog-head"><h2 class="dialog-title" id="keys-help-title"></h2><button type="button" class="button button-quiet button-s"></button></div><div class="dialog-body"></div>`;
  dialog.querySelector("h2").textContent = keysTitle;
  const close = dialog.querySelector("button");
  close.textContent = keysClose;
  close.addEventListener("click", () => dialog.close());
  dialog.querySelector(".dialog-body").innerHTML = await answer.text();
  const next = dialog.querySelector("form")?.appendChild(document.createElement("input"));
  if (next) Object.assign(next, { type: "hidden", name: "next", value: location.pathname + location.search });
  document.body.append(dialog);
  return dialog;
};

// Who presses twice while it is on its way gets one.
let made = null;
const help = async () => {
  made ??= makeHelp().catch(() => null);
  const dialog = await made;
  if (!dialog) made = null; // it is asked for again at the next press
  else if (!dialog.open) dialog.showModal();
};

const MOVES = { j: () => step(1), k: () => step(-1), r: reply, u: unread, "?": help };

export const press = (event) => {
  const move = MOVES[event.key];
  if (!move || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.target.closest?.(TYPING) || document.querySelector("dialog[open]")) return;
  if (/(?:^|; )keys=off/.test(document.cookie)) return;
  event.preventDefault();
  move();
};
