// A live part of the page: puts fragments where they belong without moving what is being read.

import { Line, Place } from "./line.js";

const emit = (name, detail) => document.dispatchEvent(new CustomEvent(`plethu:${name}`, { detail }));
const fill = (words, values) => (words ?? "").replace(/\{(\w+)\}/g, (_all, name) => values[name] ?? "");
const made = (html) => {
  const template = document.createElement("template");
  template.innerHTML = html;
  return [...template.content.children];
};
const byId = (id) => document.getElementById(id);

// --- What is read stays where it is -------------------------------------------------------------------------------

// What is on the screen, the likeliest to be read or written first: what has the focus, then what stands on or below a
// line in the upper third, the small before what holds it.
const onScreen = () => {
  const found = [];
  const holders = [];
  const look = (elements, line) => {
    for (const element of elements) {
      const { top, bottom, height } = element.getBoundingClientRect();
      if (!height || bottom <= line || top >= innerHeight || found.length > 40) continue;
      if (/fixed|sticky/.test(getComputedStyle(element).position)) continue;
      if (line && top < line) look(element.children, line);
      (line && top < line && element.firstElementChild ? holders : found).push([element, top]);
    }
  };
  const content = byId("content") ?? document.body;
  const active = document.activeElement;
  if (active !== content && content.contains(active)) look([active], 0);
  look(content.children, innerHeight / 3);
  return [...found, ...holders];
};

// The same thing after a change: itself, or what was drawn in its place. A row that moves elsewhere is none.
const again = (element, moving) => {
  if (element.isConnected) return element;
  const row = element.closest("[id]");
  const now = row && !moving.includes(row.id) ? byId(row.id) : null;
  if (!now || element === row) return now;
  const same = (within) =>
    [...within.querySelectorAll(element.localName)].filter((one) => one.textContent === element.textContent);
  return same(now)[same(row).indexOf(element)];
};

// Change the page while what is read stays where it is on the screen. Browsers do this for what is added above, but not
// for what is drawn anew, and some not at all.
export const keepingPlace = (change, moving = []) => {
  const before = onScreen();
  const { style } = document.documentElement;
  style.overflowAnchor = "none"; // else the browser corrects a second time
  change();
  // Once others who watch have shown what is the reader's own.
  queueMicrotask(() => {
    for (const [element, top] of before) {
      const now = again(element, moving);
      if (!now) continue;
      scrollBy({ top: now.getBoundingClientRect().top - top, behavior: "instant" });
      break;
    }
  });
  requestAnimationFrame(() => (style.overflowAnchor = ""));
};

// The focus goes from what is no more to the same button or link in what came instead.
const focusAgain = (root, { id, localName, form, href, name, value, isConnected }) => {
  if (isConnected) return;
  const isSame = (one) => (id ? one.id === id : href ? one.href === href : form && one.name === name && one.value === value);
  [...root.querySelectorAll(localName)].find(isSame)?.focus({ preventScroll: true });
};

// Put the children of `fresh` into `old`, around `kept` (of `old`), which stands for `other` (of `fresh`).
const refill = (old, fresh, kept, other) => {
  const nodes = [...fresh.childNodes];
  const at = other ? nodes.indexOf(other) : nodes.length;
  for (const node of [...old.childNodes]) if (node !== kept) node.remove();
  old.prepend(...nodes.slice(0, at));
  old.append(...nodes.slice(other ? at + 1 : at));
};

export class Region {
  constructor(element, line) {
    this.element = element;
    this.line = line;
    this.begin();
  }

  begin() {
    const { stream, number } = this.element.dataset;
    this.waiting = []; // while the reader has paused
    this.later = 0; // posts that belong on a page further on
    this.key = stream;
    this.place = new Place(number === undefined ? null : Number(number));
    this.line.listen(this);
    this.part("pause")?.setAttribute("aria-pressed", String(!!this.paused));
    this.part("pause")?.addEventListener("click", () => this.pause(!this.paused));
  }

  part(name) {
    return this.element.querySelector(`[data-live-${name}]`);
  }

  hear(events) {
    this.wasRefused = false;
    const drawn = events.filter((event) => event.place);
    if (this.paused) {
      this.waiting.push(...drawn);
      this.show();
    } else if (drawn.length) {
      const moving = drawn.filter((event) => event.place === "start").map((event) => event.target);
      keepingPlace(() => drawn.forEach((event) => this.put(event)), moving);
      this.announce(drawn);
    }
  }

  typing(frame) {
    emit("typing", frame);
  }

  put(event) {
    const { place, target, html, data = {} } = event;
    const there = target && byId(target);
    // What comes along stands elsewhere on the page.
    const [fresh, ...others] = html ? made(html) : [];
    for (const other of others) if (byId(other.id)) this.replace(byId(other.id), other);
    if (place === "reset") {
      setTimeout(() => this.reset(), 1_500 * Math.random()); // not every open page in the same moment
    } else if (place === "remove") {
      there?.remove();
      if (there && !this.part("list")?.childElementCount) this.reset(); // what is said of an empty list
    } else if (place === "end" && !there && !("liveOpen" in this.element.dataset)) {
      this.later += 1;
      const link = this.part("later");
      if (link) {
        link.dataset.words ||= link.firstElementChild.textContent;
        link.firstElementChild.textContent = fill(link.dataset.words, { count: this.later });
        link.hidden = false;
      }
    } else if (there && fresh && (place === "replace" || place === "end" || there.contains(document.activeElement))) {
      this.replace(there, fresh);
    } else if ((place === "end" || place === "start") && this.part("empty")) {
      this.reset(); // more than a row is missing
    } else if (place === "end" || place === "start") {
      there?.remove();
      const list = this.part("list");
      if (data.author === undefined || data.author !== this.me) fresh.dataset.new = "";
      if (place === "end") list.append(fresh);
      else {
        const orderOf = (row) => Number(row.querySelector("[data-order]")?.dataset.order ?? 0);
        const isLower = (row) => !row.querySelector("[data-pinned]") && orderOf(row) <= orderOf(fresh);
        list.insertBefore(fresh, [...list.children].find(isLower) ?? null);
      }
    }
    emit(event.kind, data);
  }

  replace(old, fresh) {
    const active = document.activeElement;
    old.replaceWith(fresh);
    focusAgain(fresh, active);
  }

  get me() {
    return Number(this.element.dataset.me);
  }

  announce(events) {
    const { sayOne, sayMany, sayChanged, sayClosed, sayReopened } = this.element.dataset;
    const isNews = ({ place, data }) => (place === "end" || place === "start") && !data?.quiet && !(data?.author === this.me);
    const news = events.filter(isNews);
    if (news.length === 1) emit("announce", { text: fill(sayOne, { name: news[0].data.by, ...news[0].data }) });
    else if (news.length) emit("announce", { text: fill(sayMany, { count: news.length }) });
    for (const { kind, place, data } of events) {
      if (data?.say) emit("announce", { text: data.say });
      else if (kind === "closed") emit("announce", { text: sayClosed });
      else if (kind === "reopened") emit("announce", { text: sayReopened });
      else if (place === "replace" && sayChanged && !data?.quiet) emit("announce", { text: sayChanged });
    }
  }

  pause(paused) {
    this.paused = paused;
    this.part("pause").setAttribute("aria-pressed", String(paused));
    const waited = this.waiting.splice(0);
    if (!paused && waited.length) this.hear(waited);
    this.show();
  }

  // Say how the line is. While all is well, that is one quiet sentence.
  show(state = this.state) {
    this.state = state;
    const bar = this.part("bar");
    if (!bar || !state) return;
    bar.hidden = false;
    const words = this.part("state");
    const { on, off, paused, waiting } = words.dataset;
    const held = this.waiting.length ? ` ${fill(waiting, { count: this.waiting.length })}` : "";
    words.textContent = this.paused ? paused + held : state === "off" ? off : on;
    bar.dataset.state = this.paused ? "paused" : state;
  }

  // Too far behind, or the whole has changed: draw again from the page's own address. What is being written stays.
  async reset() {
    const { id } = this.element;
    if (!id) {
      // Counters: the page is told them anew.
      this.line.leave(this.key);
      this.begin();
      return;
    }
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
      if (answer.status >= 500 || answer.status === 429) throw answer;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = answer.ok ? page.getElementById(id) : null;
      keepingPlace(() => (fresh?.dataset.stream ? this.become(fresh, page, answer) : this.gone()));
    } catch {
      setTimeout(() => this.reset(), 5_000);
    }
  }

  become(fresh, page, { url }) {
    const { element } = this;
    const other = fresh.querySelector("[data-live-keep]");
    const form = element.querySelector("[data-reply-form]");
    const now = other?.querySelector("[data-reply-form]");
    // What is being written stays, and goes to where one writes now.
    const kept = this.written || (now && form?.contains(document.activeElement)) ? form.closest("[data-live-keep]") : null;
    if (kept && now) for (const { name, value } of now.attributes) form.setAttribute(name, value);
    if (kept && fresh.dataset.stream !== this.key) {
      form.elements.in_reply_to.value = ""; // its numbers are others
      form.querySelector("[data-reply-context]").hidden = true;
    }
    const active = document.activeElement;
    if ("livePage" in fresh.dataset) {
      // What stands around the region as well.
      for (let old = element, one = fresh; old.id !== "content"; old = old.parentElement, one = one.parentElement)
        refill(old.parentElement, one.parentElement, old, one);
      document.title = page.title;
      history.replaceState(history.state, "", url + location.hash);
    }
    refill(element, fresh, kept, kept && other);
    focusAgain(document, active);
    this.line.leave(this.key);
    for (const name of Object.keys(element.dataset)) delete element.dataset[name];
    Object.assign(element.dataset, fresh.dataset);
    this.begin();
    this.show();
  }

  get written() {
    return this.element.querySelector("[data-reply-form]")?.elements.text.value.trim();
  }

  // It is not there any more, or not for this reader: neither is what the page showed of it. Own words stay.
  gone() {
    const { element } = this;
    const { sayGone } = element.dataset;
    this.line.leave(this.key);
    refill(element, new DocumentFragment(), this.written ? element.querySelector("[data-live-keep]") : null);
    element.prepend(Object.assign(document.createElement("p"), { className: "muted", textContent: sayGone }));
    emit("announce", { text: sayGone });
  }

  // Perhaps it has moved: the page's own address knows. Once, for it may also be the line that is refused.
  refused() {
    this.part("bar")?.remove();
    if (!this.wasRefused) this.reset();
    this.wasRefused = true;
  }
}

export const regions = new Map();
const elements = [...document.querySelectorAll("[data-stream]")];

if (elements.length) {
  const line = new Line({
    socketUrl: `${location.origin.replace(/^http/, "ws")}/live/`,
    eventsUrl: elements[0].dataset.liveEvents,
    language: document.documentElement.lang,
    tell: (state) => regions.forEach((region) => region.show(state)),
  });
  for (const element of elements) regions.set(element, new Region(element, line));
  line.start();
  if (document.querySelector("[data-typing]")) import("./typing.js").then(({ show }) => show(regions));
  // Chosen in another tab: how closely something is followed. It shows in menus, marks and lists of unread.
  document.addEventListener("plethu:followed", () => {
    for (const region of regions.values()) if ("livePage" in region.element.dataset) region.reset();
  });
}
