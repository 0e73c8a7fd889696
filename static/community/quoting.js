// Quoting: words chosen in a post, or the whole of it, go into the reply. Loaded when first wanted.

const post = ".entry[id^='post-']:not(.entry-removed)";
const button = Object.assign(document.createElement("button"), { type: "button", className: "button button-s quote-chosen" });
let chosen = null; // the post and the words

const quote = (entry, words) => {
  const reply = entry.querySelector("[data-reply]");
  const form = entry.closest("[data-stream]")?.querySelector("[data-reply-form]");
  if (!reply || !form || !words.trim()) return;
  const { reply: number, replyName } = reply.dataset;
  const who = form.dataset.sayQuoted.replace("{name}", () => replyName).replace("{number}", () => number);
  // Without language: what is kept is read in every one.
  const address = new URL(entry.querySelector(".entry-number").href).pathname.replace(/^\/[a-z]{2}(?=\/)/, "");
  const name = who.replaceAll("[", "(").replaceAll("]", ")");
  const lines = [`[${name}](${address}):`, "", ...words.trim().replace(/\n{3,}/g, "\n\n").split("\n")];
  const { text } = form.elements;
  const before = text.value.trimEnd();
  text.value = `${before}${before && "\n\n"}${lines.map((line) => `> ${line.trim()}`.trimEnd()).join("\n")}\n\n`;
  text.dispatchEvent(new Event("input", { bubbles: true }));
  reply.click(); // refers to the post and brings the form into view
  text.setSelectionRange(text.value.length, text.value.length);
};

export const quoteWhole = (entry) => {
  const body = entry.querySelector(".entry-body").cloneNode(true);
  body.querySelectorAll("blockquote, .post-context").forEach((one) => one.remove());
  body.querySelectorAll("li").forEach((item) => item.prepend("- "));
  // Only what is in the page has lines.
  body.classList.add("visually-hidden");
  entry.append(body);
  const words = body.innerText;
  body.remove();
  quote(entry, words);
};

const place = () => {
  const selection = getSelection();
  if (!selection.rangeCount) return;
  const { left, bottom } = selection.getRangeAt(0).getBoundingClientRect();
  button.style.insetInlineStart = `${Math.max(8, Math.min(left, innerWidth - button.offsetWidth - 8))}px`;
  button.style.insetBlockStart = `${Math.min(bottom + 6, innerHeight - button.offsetHeight - 8)}px`;
};

const choose = () => {
  const selection = getSelection();
  const words = selection.toString();
  if (!words.trim() || !selection.rangeCount) return null;
  const within = selection.getRangeAt(0).commonAncestorContainer;
  const body = (within.nodeType === Node.ELEMENT_NODE ? within : within.parentElement)?.closest(".entry-body");
  const entry = body?.closest(post);
  // Where replying is offered, and nowhere else: not in a closed conversation.
  return entry?.querySelector("[data-reply]")?.getClientRects().length ? { entry, body, words } : null;
};

// Shown beside the words; in the page it follows them, so that the Tab key leads to it.
export const offer = () => {
  chosen = choose();
  if (!chosen) {
    if (document.activeElement !== button) button.remove();
    return;
  }
  button.textContent = chosen.entry.closest("[data-stream]").querySelector("[data-reply-form]").dataset.sayQuote;
  if (button.previousElementSibling !== chosen.body) chosen.body.after(button);
  place();
};

addEventListener("scroll", () => button.isConnected && place(), { passive: true });
button.addEventListener("pointerdown", (event) => event.preventDefault()); // the words stay chosen
button.addEventListener("click", () => {
  const what = chosen;
  button.remove();
  if (what) quote(what.entry, what.words);
  getSelection().removeAllRanges();
});

// Come from a post's own page, the form begins with the quotation; what was being written stands before it.
export const keepDraft = () => {
  const { text } = document.querySelector("[data-reply-form]").elements;
  try {
    const { text: draft } = JSON.parse(localStorage.getItem(`draft:${text.dataset.draft}`) ?? "{}");
    if (draft && !text.value.includes(draft.trim()) && !draft.includes(text.value.trim()))
      text.value = `${draft.trimEnd()}\n\n${text.value}`;
    else if (draft?.includes(text.value.trim())) text.value = draft;
  } catch {
    // No storage, no draft.
  }
};
