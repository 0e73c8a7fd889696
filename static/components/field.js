// Forms: where focus goes, text that grows, room left, drafts kept, nothing lost and nothing sent twice.

const summary = document.querySelector("[data-form-summary]");
if (summary && !summary.contains(document.activeElement)) summary.focus();

document.addEventListener("click", (event) => {
  const link = event.target.closest(".form-summary a[href^='#']");
  if (!link) return;
  const field = document.getElementById(link.hash.slice(1));
  if (field) {
    event.preventDefault();
    field.scrollIntoView({ block: "center" });
    field.focus({ preventScroll: true });
  }
});

// Newer browsers grow the field by `field-sizing` alone; this is for the others.
const grows = !CSS.supports("field-sizing", "content");
const grow = (area) => {
  if (!grows) return;
  area.style.blockSize = "auto";
  area.style.blockSize = `${area.scrollHeight + 2}px`;
};

// "37 left" comes from the sentence the server wrote ("Up to 500 characters."): only its number changes.
const count = (control) => {
  const words = document.getElementById(`${control.id}-count`);
  if (!words) return;
  words.dataset.words ||= words.textContent;
  const left = control.maxLength - control.value.length;
  words.textContent = control.value ? `${control.value.length} / ${control.maxLength}` : words.dataset.words;
  words.classList.toggle("strong", left < control.maxLength / 10);
};

const draftKey = (area) => `draft:${area.dataset.draft}`;
const month = 30 * 24 * 3600 * 1000;
const storage = {
  read(key) {
    try {
      const kept = JSON.parse(localStorage.getItem(key) ?? "null");
      return kept && Date.now() - kept.at < month ? kept.text : "";
    } catch {
      return "";
    }
  },
  write(key, text) {
    try {
      if (text) localStorage.setItem(key, JSON.stringify({ text, at: Date.now() }));
      else localStorage.removeItem(key);
    } catch {
      // Storage refused or full: then there is no draft, which is no worse than without script.
    }
  },
};
const sent = {
  read: (key) => {
    try {
      return sessionStorage.getItem(key);
    } catch {
      return null;
    }
  },
  write: (key, text) => {
    try {
      sessionStorage.setItem(key, text);
    } catch {
      // As above.
    }
  },
};

const prepare = (root) => {
  for (const area of root.querySelectorAll("textarea[data-draft]")) {
    const key = draftKey(area);
    const draft = storage.read(key);
    // Sent, and the page came back with an empty field: it arrived. With a text in the field the server says what to keep.
    if (draft && sent.read(key) === draft && !area.value) storage.write(key, "");
    else if (draft && !area.value) area.value = draft;
    sent.write(key, "");
  }
  for (const area of root.querySelectorAll("textarea[data-grow]")) grow(area);
  for (const control of root.querySelectorAll("[data-count]")) count(control);
};
prepare(document);

document.addEventListener("input", ({ target }) => {
  if (target.matches("textarea[data-grow]")) grow(target);
  if (target.matches("[data-count]")) count(target);
  if (target.matches("textarea[data-draft]")) storage.write(draftKey(target), target.value);
  else if (target.matches("textarea")) target.closest("form[data-guard]")?.setAttribute("data-unsent", "");
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  const question = event.submitter?.dataset.confirm;
  if (question && !confirm(question)) {
    event.preventDefault();
    return;
  }
  if (event.defaultPrevented) return;
  if (form.matches("[data-clear-drafts]")) {
    try {
      for (const key of Object.keys(localStorage)) if (key.startsWith("draft:")) localStorage.removeItem(key);
    } catch {
      // Nothing kept, nothing to clear.
    }
  }
  for (const area of form.querySelectorAll("textarea[data-draft]")) sent.write(draftKey(area), area.value);
  form.removeAttribute("data-unsent");
  if (!form.matches("[data-guard]")) return;
  if (form.dataset.sending) {
    event.preventDefault();
    return;
  }
  form.dataset.sending = "yes";
  event.submitter?.setAttribute("data-busy", "");
  // Should the network have swallowed it, the button works again.
  setTimeout(() => release(form), 10_000);
});

const release = (form) => {
  delete form.dataset.sending;
  form.querySelector("[data-busy]")?.removeAttribute("data-busy");
};

// A script that sent a form itself says so, and the draft has done its work.
document.addEventListener("plethu:sent", ({ target }) => {
  for (const area of target.querySelectorAll("textarea")) {
    if (area.dataset.draft) storage.write(draftKey(area), "");
    grow(area);
  }
  target.removeAttribute("data-unsent");
  release(target);
});

addEventListener("pageshow", (event) => {
  if (event.persisted) for (const form of document.querySelectorAll("form[data-sending]")) release(form);
});

addEventListener("beforeunload", (event) => {
  if (document.querySelector("form[data-unsent]:not([data-sending])")) event.preventDefault();
});
