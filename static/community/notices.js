// Following a notice marks it as read; without script its button does.
document.getElementById("notices")?.addEventListener("click", (event) => {
  const row = event.target.closest("a.row-link") && event.target.closest("li");
  const form = row?.querySelector("[data-notice] form");
  if (!form) return;
  // Outlives the page we are leaving.
  fetch(form.action, {
    method: "POST",
    body: new FormData(form),
    headers: { "X-Requested-With": "fetch" },
    credentials: "same-origin",
    keepalive: true,
  });
});
