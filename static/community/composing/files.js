// Pictures and documents: added as soon as they are chosen, dropped or pasted.

import { announce, post } from "./sending.js";

const made = (html) => {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content.firstElementChild;
};

export class Files {
  constructor(composer) {
    this.composer = composer;
    const { form } = composer;
    this.input = form.elements.files;
    this.list = form.querySelector("[data-waiting-files]");
    this.input.addEventListener("change", () => this.add([...this.input.files]));
    form.addEventListener("click", (event) => {
      const drop = event.target.closest("[data-drop]");
      if (!drop) return;
      event.preventDefault();
      this.drop(drop);
    });
    form.addEventListener("dragover", (event) => event.dataTransfer?.types.includes("Files") && event.preventDefault());
    form.addEventListener("drop", (event) => {
      if (!event.dataTransfer?.files.length) return;
      event.preventDefault();
      this.add([...event.dataTransfer.files]);
    });
    // Words from an office program bring a picture of themselves along: words are meant then.
    form.addEventListener("paste", (event) => {
      const { files, types } = event.clipboardData ?? {};
      if (!files?.length || types.includes("text/plain") || types.includes("text/html")) return;
      event.preventDefault();
      this.add([...files]);
    });
    if (this.input.files.length) this.add([...this.input.files]); // chosen before this script came
  }

  complain(messages) {
    const id = "files-problem";
    this.composer.form.querySelector(`#${id}`)?.remove();
    if (!messages.length) return;
    const box = Object.assign(document.createElement("div"), { id, className: "field-error" });
    box.setAttribute("role", "alert");
    for (const text of messages) box.append(Object.assign(document.createElement("p"), { textContent: text }));
    this.input.before(box);
  }

  async add(files) {
    const { form, words } = this.composer;
    form.querySelector(".composer-files").open = true;
    this.input.value = "";
    const problems = [];
    for (const file of files) {
      const line = Object.assign(document.createElement("li"), { className: "meta" });
      line.textContent = words.sayAdding.replace("{name}", () => file.name);
      this.list.append(line);
      const body = new FormData();
      body.append("files", file);
      try {
        const answer = await post(form.dataset.uploadUrl, body);
        const { files: drawn = [], problems: refused = [] } = await answer.json();
        problems.push(...refused);
        for (const html of drawn) line.before(made(html));
        if (drawn.length) announce(words.sayAdded.replace("{name}", () => file.name));
      } catch {
        problems.push(words.sayLost);
      }
      line.remove();
    }
    this.complain(problems);
    this.list.lastElementChild?.querySelector("input[type=text]")?.focus();
  }

  async drop(button) {
    const body = new FormData();
    body.set("drop", button.value);
    try {
      const answer = await post(button.formAction, body);
      if (!answer.ok) throw answer;
      button.closest("[data-file]").remove();
      this.composer.form.querySelector(".composer-files > summary").focus();
    } catch {
      this.complain([this.composer.words.sayLost]);
    }
  }

  clear() {
    this.list.replaceChildren();
    this.input.value = "";
    this.complain([]);
    this.composer.form.querySelector(".composer-files").open = false;
  }
}
