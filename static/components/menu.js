// Menus are <details>: they unfold without script. This folds them again when one goes elsewhere.
const foldAllBut = (kept) => {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (menu !== kept) menu.open = false;
  }
};

document.addEventListener("click", (event) => foldAllBut(event.target.closest?.("details[data-menu]")));

document.addEventListener("focusin", (event) => foldAllBut(event.target.closest?.("details[data-menu]")));

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = event.target.closest?.("details[data-menu][open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
