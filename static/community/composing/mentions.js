// People to choose from after an @. Loaded when the first one is typed.

import { announce } from "./sending.js";

const BEGUN = /(?:^|[\s(“"'])@([\p{L}\p{N}'’ -]{0,30})$/u;
const offers = new WeakMap();

// How a plain text field tells what stands before the caret, and takes other words in its place.
const plainField = (area) => ({
  element: area,
  before: () => area.value.slice(0, area.selectionStart),
  replace(length, words) {
    const end = area.selectionStart;
    area.setRangeText(words, end - length, end, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  },
});

class Offer {
  constructor(composer, field) {
    this.composer = composer;
    this.field = field;
    this.people = [];
    this.list = Object.assign(document.createElement("ul"), { className: "mention-list", id: `people-${composer.area.id}`, hidden: true });
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", composer.words.sayPeople.split(":")[0]);
    const shell = field.element.closest(".field") ?? field.element;
    shell.append(this.list);
    field.element.addEventListener("input", () => this.look());
    field.element.addEventListener("keyup", ({ key }) => /^(Arrow(Left|Right)|Home|End)$/.test(key) && this.look());
    field.element.addEventListener("blur", () => setTimeout(() => this.hide(), 150));
    shell.addEventListener("keydown", (event) => this.key(event), { capture: true });
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", ({ target }) => {
      const row = target.closest("[role=option]");
      if (row) this.choose([...this.list.children].indexOf(row));
    });
    this.look();
  }

  async look() {
    const begun = BEGUN.exec(this.field.before());
    if (!begun || begun[1].split(/\s+/).length > 2) return this.hide();
    this.typed = begun[1];
    const turn = (this.turn = (this.turn ?? 0) + 1);
    await new Promise((done) => setTimeout(done, 120));
    if (turn !== this.turn) return;
    try {
      const url = `${this.composer.form.dataset.mentionUrl}&q=${encodeURIComponent(this.typed)}`;
      const answer = await fetch(url, { headers: { Accept: "application/json" } });
      if (turn !== this.turn) return;
      this.people = answer.ok && !answer.redirected ? (await answer.json()).people : [];
    } catch {
      this.people = [];
    }
    this.show();
  }

  show() {
    if (!this.people.length) return this.hide();
    const rows = this.people.map(({ handle, name, note }, index) => {
      const row = Object.assign(document.createElement("li"), { id: `${this.list.id}-${index}` });
      row.setAttribute("role", "option");
      const parts = [["strong", name], ["span", ` @${handle}`], ["small", note && ` ${note}`]];
      for (const [tag, words] of parts) if (words) row.append(Object.assign(document.createElement(tag), { textContent: words }));
      return row;
    });
    this.list.replaceChildren(...rows);
    const wasHidden = this.list.hidden;
    this.list.hidden = false;
    this.mark(0);
    this.field.element.setAttribute("aria-controls", this.list.id);
    if (wasHidden) announce(this.composer.words.sayPeople.replace("{count}", () => this.people.length));
  }

  mark(index) {
    this.chosen = (index + this.people.length) % this.people.length;
    [...this.list.children].forEach((row, at) => row.setAttribute("aria-selected", String(at === this.chosen)));
    this.list.children[this.chosen].scrollIntoView({ block: "nearest" });
    this.field.element.setAttribute("aria-activedescendant", this.list.children[this.chosen].id);
  }

  hide() {
    this.turn = (this.turn ?? 0) + 1;
    this.list.hidden = true;
    this.field.element.removeAttribute("aria-activedescendant");
    this.field.element.removeAttribute("aria-controls");
  }

  key(event) {
    if (this.list.hidden || event.isComposing) return;
    const { key } = event;
    if (key === "ArrowDown") this.mark(this.chosen + 1);
    else if (key === "ArrowUp") this.mark(this.chosen - 1);
    else if (key === "Enter" || key === "Tab") this.choose(this.chosen);
    else if (key === "Escape") this.hide();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  choose(index) {
    const person = this.people[index];
    this.hide();
    if (person) this.field.replace(this.typed.length + 1, `@${person.handle} `);
  }
}

export const offerPeople = (composer, area) => {
  const field = area instanceof Element ? plainField(area) : area;
  if (!offers.has(field.element)) offers.set(field.element, new Offer(composer, field));
};
