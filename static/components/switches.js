// Light or dark at once; the form does the same with a reload.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-theme-switch]") || !event.submitter) return;
  event.preventDefault();
  const theme = event.submitter.value;
  fetch(form.action, { method: "POST", body: new FormData(form, event.submitter), redirect: "manual" });
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  const meta = document.querySelector("meta[name='color-scheme']");
  if (meta) meta.content = theme === "system" ? "light dark" : theme;
  for (const choice of form.elements.theme ?? []) choice.ariaPressed = String(choice === event.submitter);
});
