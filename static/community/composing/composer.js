// One form to write in, with its draft, its files, its people to mention and its editor.

import { Draft } from "./drafts.js";
import { Files } from "./files.js";

const composed = new WeakMap();

export class Composer {
  constructor(form) {
    this.form = form;
    this.area = form.elements.text;
    this.words = form.querySelector("[data-composer-words]").dataset;
    this.files = new Files(this);
    this.draft = new Draft(this);
    this.editor = null;
    form.addEventListener("plethu:sent", () => {
      this.put({ text: "", html: "" });
      this.files.clear();
      this.draft.sent();
    });
    this.area.addEventListener("input", (event) => {
      if (!this.editor && event.data === "@") this.mentions(this.area);
      // Somebody else wrote into the field: a quotation, or an old draft.
      else if (this.editor && !this.editor.isWriting) this.editor.read();
    });
    this.area.addEventListener("focus", () => this.edit(), { once: true });
    if (document.activeElement === this.area) this.edit();
  }

  async edit() {
    try {
      const { edit } = await import("./editor.js");
      this.editor ??= await edit(this);
    } catch {
      // The plain field does as well.
    }
  }

  async mentions(field) {
    const { offerPeople } = await import("./mentions.js");
    offerPeople(this, field);
  }

  // Put words into the form as if they had been typed.
  put({ text, html = "", title, language, in_reply_to: inReplyTo }) {
    const { elements } = this.form;
    this.area.value = text;
    elements.html.value = html;
    if (title && elements.title) elements.title.value = title;
    if (language && elements.language) elements.language.value = language;
    if (inReplyTo && elements.in_reply_to) elements.in_reply_to.value = inReplyTo;
    if (this.editor) this.editor.read(html);
    else this.area.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

export const compose = (form) => {
  if (!composed.has(form)) composed.set(form, new Composer(form));
  return composed.get(form);
};
