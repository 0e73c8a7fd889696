// A conversation with script: replying without leaving the page, and noting how far has been read.

import { regions } from "../js/live/live.js";

// What helps with writing comes when somebody begins, or where words stand already.
const begun = () => import("./composing/begin.js").catch(() => {});
const composer = document.querySelector("form[data-composer]");
if (composer?.elements.text.value || composer?.contains(document.activeElement)) begun();
document.addEventListener("focusin", ({ target }) => target.closest?.("form[data-composer]") && begun());

const key = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1];
const send = (url, body) =>
  fetch(url, { method: "POST", body, headers: { Accept: "application/json", "X-CSRFToken": key() ?? "" } });

// --- Replying ---------------------------------------------------------------------------------------------------

const freshKey = () => [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join("");

const complain = (control, messages) => {
  const id = `${control.id}-error`;
  document.getElementById(id)?.remove();
  const described = (control.getAttribute("aria-describedby") ?? "").split(" ").filter((one) => one && one !== id);
  control.closest(".field")?.classList.toggle("field-wrong", messages.length > 0);
  if (messages.length) {
    const box = Object.assign(document.createElement("div"), { id, className: "field-error" });
    box.setAttribute("role", "alert");
    for (const text of messages) box.append(Object.assign(document.createElement("p"), { textContent: text }));
    control.before(box);
    described.push(id);
    control.setAttribute("aria-invalid", "true");
  } else control.removeAttribute("aria-invalid");
  if (described.length) control.setAttribute("aria-describedby", described.join(" "));
  else control.removeAttribute("aria-describedby");
};

const replyingTo = (form, number, name) => {
  const context = form.querySelector("[data-reply-context]");
  form.elements.in_reply_to.value = number;
  context.hidden = !number;
  const words = context.dataset.words.replace("{name}", () => name).replace("{number}", () => number);
  context.querySelector("[data-reply-words]").textContent = number ? words : "";
};

const sent = (form, answer) => {
  form.elements.text.value = "";
  form.elements.submission_key.value = freshKey();
  replyingTo(form, "", "");
  form.dispatchEvent(new CustomEvent("plethu:sent", { bubbles: true }));
  document.dispatchEvent(new CustomEvent("plethu:announce", { detail: { text: form.dataset.saySent } }));
  const region = regions.get(form.closest("[data-stream]"));
  if (region?.key !== answer.stream) region?.reset();
  else if ("liveOpen" in region.element.dataset) region.line.take(region, answer);
  else location.assign(answer.url);
};

// Before the design system's own handling of forms: this one is sent here.
addEventListener(
  "submit",
  async (event) => {
    const form = event.target;
    if (!form.matches("[data-reply-form]")) return;
    event.preventDefault();
    if (form.dataset.busy) return;
    form.dataset.busy = "yes";
    event.submitter?.setAttribute("data-busy", "");
    const { text } = form.elements;
    const body = new FormData(form);
    body.set("after", regions.get(form.closest("[data-stream]"))?.place.number ?? 0);
    const { sayLost, sayExpired, sayFailed } = form.dataset;
    let problem = "";
    try {
      const answer = await send(form.action, body);
      const isJson = answer.headers.get("Content-Type")?.startsWith("application/json");
      if (answer.ok && isJson) {
        for (const name of ["text", "language"]) complain(form.elements[name], []);
        sent(form, await answer.json());
      } else if (answer.status === 422 && isJson) {
        const { errors } = await answer.json();
        for (const name of ["text", "language", "files"]) complain(form.elements[name], errors[name] ?? []);
        text.focus();
      } else problem = answer.status < 500 ? sayExpired : sayFailed;
    } catch {
      problem = sayLost;
    }
    if (problem) complain(text, [problem]);
    delete form.dataset.busy;
    event.submitter?.removeAttribute("data-busy");
  },
  { capture: true },
);

document.addEventListener("click", (event) => {
  const reply = event.target.closest("[data-reply], [data-reply-cancel]");
  const form = reply?.closest("[data-stream]")?.querySelector("[data-reply-form]");
  if (!form || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  replyingTo(form, reply.dataset.reply ?? "", reply.dataset.replyName ?? "");
  form.elements.text.focus();
  form.scrollIntoView({ block: "nearest" });
});

// --- What can be done to a post -----------------------------------------------------------------------------------

const isOpen = (link, open) => link?.setAttribute("aria-expanded", String(open));
const wayTo = (menu) => menu.parentElement.querySelector("[data-post-more]");
const foldMenus = () =>
  document.querySelectorAll(".entry-foot > .post-menu").forEach((menu) => {
    isOpen(wayTo(menu), false);
    menu.remove();
  });

const unfold = async (link) => {
  const foot = link.parentElement;
  const open = foot.querySelector(".post-menu");
  foldMenus();
  if (open) return;
  isOpen(link, true);
  try {
    const answer = await fetch(`${link.getAttribute("href")}?part=menu`, { headers: { Accept: "text/html" } });
    if (!answer.ok || answer.redirected) throw answer;
    const template = document.createElement("template");
    template.innerHTML = await answer.text();
    const menu = template.content.firstElementChild;
    foot.append(menu);
    menu.querySelector("a, button")?.focus({ preventScroll: true });
    menu.scrollIntoView({ block: "nearest" });
  } catch {
    location.assign(link.href);
  }
};

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-post-more]");
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    unfold(link);
  } else if (!event.target.closest(".post-menu")) foldMenus();
});

// An open menu would cover what the Tab key leads to.
document.addEventListener("focusin", ({ target }) => !target.closest(".entry-foot:has(> .post-menu)") && foldMenus());

document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && document.querySelector(".entry-foot > .post-menu");
  if (!menu) return;
  const link = wayTo(menu);
  foldMenus();
  link?.focus();
});

// Quoting is for those who write, and its script comes when it is first wanted.
const quoting = (work) => document.querySelector("[data-reply-form]") && import("./quoting.js").then(work).catch(() => {});

document.addEventListener("selectionchange", () => {
  if (!getSelection().isCollapsed || document.querySelector(".quote-chosen")) quoting((it) => it.offer());
});

document.addEventListener("click", (event) => {
  const link = event.target.closest(".entry .post-menu a[href*='&quote=']");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || !document.querySelector("[data-reply-form]")) return;
  event.preventDefault();
  const entry = link.closest(".entry");
  foldMenus();
  quoting((it) => it.quoteWhole(entry));
});
if (/[?&]quote=/.test(location.search)) quoting((it) => it.keepDraft());

// Small verbs (a reaction, a vote): their buttons belong to the page's one form.
addEventListener("submit", async (event) => {
  const form = event.target;
  const { submitter } = event;
  if (!form.matches("[data-post-verbs]") || !submitter?.name) return;
  event.preventDefault();
  const region = regions.get(form.closest("[data-stream]"));
  const body = new FormData(form, submitter);
  body.set("after", region?.place.number ?? 0);
  submitter.setAttribute("data-busy", "");
  const tell = (name, detail) => document.dispatchEvent(new CustomEvent(`plethu:${name}`, { detail }));
  const say = (text) => tell("toast", { text });
  try {
    const answer = await send(form.action, body);
    const news = await answer.json();
    if (news.refused) say(news.refused);
    if (region?.key === news.stream) region.line.take(region, news);
    if (submitter.dataset.press !== undefined) tell(answer.ok ? "pressed" : "refused", submitter);
  } catch {
    say(form.dataset.sayLost);
    tell("refused", submitter);
  }
  submitter.removeAttribute("data-busy");
});

// Which of them are pressed is kept by a script that visitors need not have.
if (document.querySelector("[data-post-verbs]")) import("./voices.js");

// --- The focus is never lost ------------------------------------------------------------------------------------------

// What has the focus may be drawn again without its like, or hidden. Then what stands around it gets it: the post, or
// what is said of the conversation.
const talk = document.getElementById("discussion");
let held = null; // the element, and what it stands in
document.addEventListener("focusin", ({ target }) => {
  held = talk?.contains(target) ? { target, around: [] } : null;
  for (let one = held && target; one && one !== talk.parentElement; one = one.parentElement) if (one.id) held.around.push(one.id);
});
document.addEventListener("pointerdown", () => (held = null), { capture: true }); // perhaps on nothing

const catchFocus = () => {
  const active = document.activeElement;
  if (!held || (active !== document.body && active?.checkVisibility())) return;
  const { target, around } = held;
  if (target.isConnected && target.checkVisibility()) {
    target.focus({ preventScroll: true });
    return;
  }
  const said = target.closest("[data-reply-form]") && document.querySelector("#thread-state[data-closed]");
  const place = said || around.map((id) => document.getElementById(id)).find((one) => one?.checkVisibility());
  if (!place) return;
  if (!place.matches("a, button, input, select, textarea")) place.tabIndex = -1;
  place.focus({ preventScroll: !said });
};

if (talk) {
  new MutationObserver((changes) => {
    for (const { addedNodes, removedNodes } of changes) {
      // A menu that is open stays so when its post is drawn again.
      const old = [...removedNodes].find((one) => one.querySelector?.(":scope > .entry-foot > .post-menu"));
      const foot = old && [...addedNodes].find(({ id }) => id === old.id)?.querySelector(".entry-foot");
      if (!foot) continue;
      foot.append(old.querySelector(".post-menu"));
      isOpen(foot.querySelector("[data-post-more]"), true);
    }
    queueMicrotask(catchFocus); // once others who watch have shown or hidden what is the reader's own
  }).observe(talk, { childList: true, subtree: true });
}

// --- How far has been read ----------------------------------------------------------------------------------------

const reading = document.querySelector("[data-read-url]");
if (reading) {
  const tabs = new BroadcastChannel("plethu");
  const thread = Number(reading.dataset.stream.split(":")[1]);
  let noted = Number(reading.dataset.read);
  let seen = noted;
  let timer = 0;
  let sentAt = 0;
  const body = () => {
    const form = new FormData();
    form.set("number", seen);
    form.set("csrfmiddlewaretoken", key() ?? "");
    return form;
  };
  const note = () => {
    timer = 0;
    if (seen <= noted || document.hidden) return;
    noted = seen;
    sentAt = performance.now();
    send(reading.dataset.readUrl, body()).catch(() => {});
  };
  // The first look is noted soon, so that other devices agree; then one request in three seconds at most.
  const noteSoon = () => (timer ||= setTimeout(note, Math.max(250, (sentAt && sentAt + 3_000) - performance.now())));
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        if (isIntersecting && !document.hidden) seen = Math.max(seen, Number(target.id.slice(5)));
      }
      if (seen <= noted) return;
      tabs.postMessage({ read: { thread, number: seen } }); // other tabs of this browser know at once
      noteSoon();
    },
    { rootMargin: "0px 0px -20% 0px" },
  );
  const watch = () => reading.querySelectorAll(".entry[id^='post-']").forEach((post) => observer.observe(post));
  watch();
  new MutationObserver(watch).observe(reading, { childList: true, subtree: true });
  // What arrived while the page was hidden is looked at when it is looked at.
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return;
    observer.disconnect();
    watch();
  });
  addEventListener("pagehide", () => seen > noted && navigator.sendBeacon(reading.dataset.readUrl, body()));
}

// --- Ways through it, fetched when they are needed ----------------------------------------------------------------

if (document.querySelector("[data-progress]")) import("./progress.js");
if (document.querySelector("[data-keys-url]")) {
  document.addEventListener("keydown", async (event) => {
    if (!"jkru?".includes(event.key)) return;
    const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
    if (!typing) (await import("./keys.js")).press(event);
  });
}
