// What in a conversation is this reader's own (pressed reactions, votes): kept when a post is drawn again. The
// server marks it when it makes the page; posts that arrive later are the same for everybody and are marked here.

import { keepingPlace, regions } from "../js/live/live.js";

const form = document.querySelector("[data-post-verbs]");
const element = form.closest("[data-stream]");
const list = element.querySelector("[data-live-list]");
const own = new Set(); // "react:12:thanks"; "vote:12" and, for each choice, "vote:12:3"
const news = "BroadcastChannel" in window ? new BroadcastChannel("plethu:own") : null;

const isShown = (one) => (one.hasAttribute("aria-pressed") ? one.getAttribute("aria-pressed") === "true" : !one.hidden);
const learn = (within) => {
  for (const one of within.querySelectorAll("[data-own]")) if (isShown(one)) own.add(one.dataset.own);
};

const fetched = async (place) => {
  const answer = await fetch(place.dataset.ownPart, { headers: { Accept: "text/html" } }).catch(() => null);
  if (!answer?.ok || answer.redirected || !place.isConnected) return;
  const template = document.createElement("template");
  template.innerHTML = await answer.text();
  keepingPlace(() => place.replaceChildren(template.content));
};

const mark = (within, soon = false) => {
  for (const one of within.querySelectorAll("[data-own]")) {
    const is = own.has(one.dataset.own);
    if (one.hasAttribute("aria-pressed")) {
      one.setAttribute("aria-pressed", String(is));
      one.value = one.value.replace(/:off$/, "") + (is ? ":off" : "");
    } else one.hidden = !is;
    // Not every open page in the same moment.
    if (is && one.dataset.ownPart && !one.firstElementChild) setTimeout(fetched, soon ? 0 : 1_500 * Math.random(), one);
  }
  for (const one of within.querySelectorAll("[data-by]"))
    one.classList.toggle("reactions-own", one.dataset.by === element.dataset.me);
};

// Which of these a button is about, and which of them hold once it is pressed.
const about = ({ name, value, chosen }) => {
  const [number, rest] = value.split(/:(.*)/);
  const key = `${name}:${name === "react" ? value.replace(/:off$/, "") : number}`;
  const isAbout = (one) => one === key || (name === "vote" && one.startsWith(`${key}:`));
  const isOn = name === "react" ? !rest.endsWith(":off") : name === "vote" && !rest;
  return { number, rest, isAbout, then: isOn ? [key, ...(name === "vote" ? chosen.map((option) => `${key}:${option}`) : [])] : [] };
};

const hold = (isAbout, keys) => {
  for (const key of [...own]) if (isAbout(key)) own.delete(key);
  for (const key of keys) own.add(key);
};

const note = (what) => {
  const { number, rest, isAbout, then } = about(what);
  hold(isAbout, then);
  const post = document.getElementById(`post-${number}`);
  if (rest === "withdraw") post?.querySelectorAll("input.poll-input").forEach((input) => (input.checked = false));
  if (post) mark(post, true);
};

// What was ticked and not yet sent stays ticked.
const ticked = (post) => [...post.querySelectorAll("input[form]")].filter((input) => input.checked);
const keepTicks = (old, fresh) => {
  const inputs = [...fresh.querySelectorAll("input[form]")];
  const kept = new Set(ticked(old).map((input) => input.id));
  for (const input of inputs) input.checked = kept.has(input.id);
};

learn(element);
new MutationObserver((changes) => {
  for (const { addedNodes, removedNodes } of changes) {
    for (const post of addedNodes) {
      if (post.nodeType !== Node.ELEMENT_NODE || !post.isConnected) continue;
      const before = [...removedNodes].find((old) => old.id === post.id && old.id);
      if (before) keepTicks(before, post);
      mark(post);
    }
  }
}).observe(list, { childList: true });
// The whole region drawn again is marked by the server.
new MutationObserver((changes) => {
  if (changes.some(({ addedNodes }) => [...addedNodes].some((node) => node.contains?.(element.querySelector("[data-live-list]")))))
    learn(element);
}).observe(element, { childList: true });

const pressed = new WeakMap();
addEventListener(
  "submit",
  ({ target, submitter }) => {
    if (!target.matches("[data-post-verbs]") || !submitter) return;
    const number = submitter.value.split(":")[0];
    const chosen = new FormData(target).getAll(`poll-${number}`);
    const what = { name: submitter.name, value: submitter.value, chosen };
    const { isAbout, then } = about(what);
    pressed.set(submitter, { what, before: [...own].filter(isAbout) });
    // The line may bring the post drawn again before the answer comes: it is marked as if it had.
    hold(isAbout, then);
  },
  { capture: true },
);
document.addEventListener("plethu:refused", ({ detail }) => {
  const { what, before } = pressed.get(detail) ?? {};
  if (!what) return;
  const { number, isAbout } = about(what);
  hold(isAbout, before);
  const post = document.getElementById(`post-${number}`);
  if (post) mark(post);
});
document.addEventListener("plethu:pressed", ({ detail }) => {
  const { what } = pressed.get(detail) ?? {};
  if (!what) return;
  // The post may just have been drawn again: first it gets what was ticked, then this.
  queueMicrotask(() => {
    note(what);
    // Withdrawn, the button that did it is gone, and one is back where one votes.
    const [number, rest] = what.value.split(":");
    if (rest === "withdraw" && !document.activeElement?.closest("button:not([hidden])"))
      document.getElementById(`poll-${number}-vote`)?.focus({ preventScroll: true });
  });
  news?.postMessage({ stream: regions.get(element)?.key, what });
  if (detail.dataset.say)
    document.dispatchEvent(new CustomEvent("plethu:announce", { detail: { text: detail.dataset.say } }));
});
news?.addEventListener("message", ({ data }) => data.stream === regions.get(element)?.key && note(data.what));
