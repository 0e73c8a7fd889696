// Lists of conversations kept as they are for this reader: what is read in one page is read in the others, and what
// arrives is unread. The server draws the same; this only saves asking it.

const lists = () => document.querySelectorAll("[data-unread-list]");

// Up to which number a conversation is read. null: it is never unread. [last]: up to 0 once there is a post after `last`.
// One that the list does not know has just arrived: it is unread where the reader follows the whole list.
const marksOf = (list) => (list.plethuMarks ??= new Map(Object.entries(JSON.parse(list.dataset.marks || "{}"))));
const numberOf = (list, thread, last) => {
  const mark = marksOf(list).get(String(thread));
  if (Array.isArray(mark)) return last > mark[0] ? 0 : null;
  return mark === undefined && "followed" in list.dataset ? 0 : (mark ?? null);
};

const draw = (list, row) => {
  const badge = row.querySelector("[data-unread]");
  if (!badge) return;
  const last = Number(badge.dataset.last);
  const number = numberOf(list, row.id.slice(7), last);
  // Notes hold a number, and nobody has to have read them.
  const notes = JSON.parse(badge.dataset.notes ?? "[]").filter((noted) => noted > number).length;
  const unread = number === null ? 0 : Math.max(0, last - number - notes);
  if (badge.dataset.drawn === String(unread)) return;
  badge.dataset.drawn = unread;
  badge.hidden = !unread;
  const words = (list.plethuWords ??= JSON.parse(list.dataset.words));
  badge.firstElementChild.textContent = unread ? words[Math.min(unread, words.length - 1)].replace("{n}", unread) : "";
  row.classList.toggle("row-unread", unread > 0);
  const mark = row.querySelector(".unread-mark");
  if (mark) mark.hidden = !unread;
  else if (unread) row.querySelector(".row-title").append(" ", Object.assign(document.createElement("span"), { className: "unread-mark" }));
  const button = row.querySelector("button[form='marks']");
  if (button) button.hidden = !unread;
  const link = row.querySelector(".row-link");
  if (link) link.href = unread ? `${badge.dataset.thread}posts/${number + 1}/` : badge.dataset.thread;
};

const drawAll = (list) => list.querySelectorAll(":scope > .row").forEach((row) => draw(list, row));

const watch = (list) => {
  if (list.plethuWatched) return;
  list.plethuWatched = true;
  drawAll(list);
  new MutationObserver(() => drawAll(list)).observe(list, { childList: true });
};
const watchAll = () => lists().forEach(watch);
watchAll();
// A region that was drawn again brings a new list.
new MutationObserver(watchAll).observe(document.getElementById("content"), { childList: true, subtree: true });

// A mark that was taken back lowers the number; reading never does.
const readUpTo = (thread, number, lower = false) => {
  for (const list of lists()) {
    const marks = marksOf(list);
    const known = marks.get(String(thread));
    if (known === null) continue;
    marks.set(String(thread), lower || typeof known !== "number" ? number : Math.max(known, number));
    const row = document.getElementById(`thread-${thread}`); // it may still be to come
    if (list.contains(row)) draw(list, row);
  }
};

document.addEventListener("plethu:read", ({ detail }) => readUpTo(detail.thread, detail.number));
document.addEventListener("plethu:marked", ({ detail }) => {
  const threads = Object.entries(detail.threads);
  threads.forEach(([thread, number]) => readUpTo(thread, number, true));
  if (!threads.length) refresh();
});
// Tabs of one browser tell each other at once.
new BroadcastChannel("plethu").onmessage = ({ data }) => data.read && readUpTo(data.read.thread, data.read.number);

// --- The inbox is drawn again when something in it changed --------------------------------------------------------

let waiting = 0;
let stale = false;
const refresh = () => {
  stale = true;
  if (!document.hidden) waiting ||= setTimeout(fetchInbox, 150);
};

const fetchInbox = async () => {
  waiting = 0;
  stale = false;
  const inbox = document.querySelector("[data-inbox]");
  if (!inbox) return;
  try {
    const address = new URL(location);
    address.searchParams.delete("marked");
    const answer = await fetch(address, { headers: { Accept: "text/html" } });
    if (!answer.ok || answer.redirected) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-inbox]");
    if (!fresh) return;
    const known = new Set([...inbox.querySelectorAll(".row-unread")].map((row) => row.id));
    swap(inbox, fresh);
    const news = [...inbox.querySelectorAll(".row-unread")].filter((row) => !known.has(row.id));
    const text = inbox.querySelector("[data-say-new]")?.dataset.sayNew;
    if (news.length && text) document.dispatchEvent(new CustomEvent("plethu:announce", { detail: { text } }));
  } catch {
    stale = true; // the next news, or coming back to the page, asks again
  }
};

// What is looked at stays where it is on the screen, and the focus on the same link.
const swap = (inbox, fresh) => {
  const active = inbox.contains(document.activeElement) ? document.activeElement : null;
  const row = active?.closest(".row") ?? [...inbox.querySelectorAll(".row")].find((one) => one.getBoundingClientRect().bottom > 0);
  const top = scrollY > 0 ? row?.getBoundingClientRect().top : undefined;
  const once = inbox.querySelector("[data-once]");
  const places = [...inbox.querySelectorAll("a, button")];
  const at = places.indexOf(active);
  if (once) fresh.querySelector(".main").prepend(once);
  inbox.replaceChildren(...fresh.childNodes);
  if (active) {
    const again = active.closest(".row") && document.getElementById(row.id)?.querySelector(active.localName === "a" ? "a" : "button, a");
    const href = active.getAttribute("href");
    (again ?? (href && inbox.querySelector(`a[href="${CSS.escape(href)}"]`)) ?? [...inbox.querySelectorAll("a, button")][at])?.focus({ preventScroll: true });
  }
  const after = row && document.getElementById(row.id)?.getBoundingClientRect().top;
  if (top !== undefined && after !== undefined) scrollBy({ top: after - top, behavior: "instant" });
  watchAll();
};

if (document.querySelector("[data-inbox]")) {
  let first = true;
  document.addEventListener("plethu:counter", ({ detail }) => {
    if (detail.name !== "inbox") return;
    // The first one says how things are now; mostly that is what the page has just drawn.
    const drawn = Number(document.querySelector("[data-inbox]").dataset.inbox);
    if (!first || detail.value !== drawn) refresh();
    first = false;
  });
  document.addEventListener("visibilitychange", () => stale && refresh());
  addEventListener("pageshow", (event) => event.persisted && refresh());
}
