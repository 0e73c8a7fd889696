// Where somebody may write: what helps with it comes when they begin. Loaded with the page, or when a field gets the focus.

// Without a connection the plain field does as well; the next focus tries again.
const begin = (form) => import("./composer.js").then(({ compose }) => compose(form)).catch(() => {});
const formOf = (element) => element?.closest?.("form[data-composer]");

document.addEventListener("focusin", ({ target }) => formOf(target) && begin(formOf(target)));
// Somebody was quicker than this script, or something stands there already: a draft, of this device perhaps.
for (const form of document.querySelectorAll("form[data-composer]")) {
  if (form.elements.text.value || form.contains(document.activeElement)) begin(form);
}
