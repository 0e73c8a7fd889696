// Toasts, the polite announcer, and counters: small facts that other scripts report as events on the document.

document.addEventListener("plethu:toast", ({ detail: { text, kind = "info" } }) => {
  const region = document.getElementById("toasts");
  if (!region || !text) return;
  const toast = document.createElement("div");
  toast.className = `notice notice-${kind}`;
  const words = document.createElement("div");
  words.className = "notice-words";
  words.textContent = text;
  const close = document.createElement("button");
  close.type = "button";
  close.className = "toast-close";
  close.setAttribute("aria-label", region.dataset.close);
  close.textContent = "×";
  close.addEventListener("click", () => toast.remove());
  toast.append(words, close);
  region.append(toast);
  // Long enough to be read twice; it stays while a reader is on it.
  const leave = () => (toast.matches(":hover, :focus-within") ? setTimeout(leave, 2000) : toast.remove());
  setTimeout(leave, 6000 + text.length * 60);
});

// A page that opens further down, at a post, has its messages out of sight above: they float in as well.
addEventListener("load", () => {
  const messages = location.hash && document.querySelector(".messages");
  if (!messages) return;
  new IntersectionObserver(([{ isIntersecting }], observer) => {
    observer.disconnect();
    if (isIntersecting) return;
    for (const { className, textContent } of messages.querySelectorAll(".notice")) {
      const detail = { text: textContent.trim(), kind: className.split("notice-")[1] };
      document.dispatchEvent(new CustomEvent("plethu:toast", { detail }));
    }
  }).observe(messages);
});

// At most one announcement in ten seconds; what comes meanwhile is said together, without repeats.
const pause = 10_000;
let waiting = new Set();
let saidAt = -pause;
let timer = 0;

const say = () => {
  timer = 0;
  const announcer = document.getElementById("announcer");
  if (!announcer || !waiting.size) return;
  announcer.textContent = [...waiting].slice(-3).join(" ");
  waiting = new Set();
  saidAt = performance.now();
};

document.addEventListener("plethu:announce", ({ detail: { text } }) => {
  if (!text) return;
  waiting.add(text);
  timer ||= setTimeout(say, Math.max(50, saidAt + pause - performance.now()));
});

document.addEventListener("plethu:counter", ({ detail: { name, value } }) => {
  for (const counter of document.querySelectorAll(`[data-counter="${CSS.escape(name)}"]`)) {
    counter.textContent = value;
    counter.hidden = !Number(value);
  }
});
