// Opens dialogs from anything with data-opens="id". Without script such a link leads to a page that does the same.
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener) {
    const dialog = document.getElementById(opener.dataset.opens);
    // Buttons with `command` are opened by newer browsers themselves. Delete this line's check once all can.
    const native = opener.localName === "button" && "commandForElement" in opener;
    if (dialog?.showModal && !native && !event.metaKey && !event.ctrlKey) {
      event.preventDefault();
      dialog.showModal();
    }
    return;
  }
  // A press beside the dialog closes it: only the backdrop reports the dialog itself as the target.
  if (event.target instanceof HTMLDialogElement && event.target.open) {
    const box = event.target.getBoundingClientRect();
    const inside =
      event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
    if (!inside) event.target.close();
  }
});

// A form that came back with faults was sent from its dialog, so it is shown there again.
document.querySelector("dialog [data-form-summary]")?.closest("dialog").showModal();
