// The draft: saved to the server while somebody writes, kept on the device while there is no connection.

import { announce, post } from "./sending.js";

const QUIET = 2_500; // after the last key
const LONGEST = 12_000; // while somebody goes on writing
const AGAIN = 20_000; // after a connection that failed

const channel = "BroadcastChannel" in window ? new BroadcastChannel("plethu-drafts") : null;
const freshKey = () => [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join("");
const stored = {
  read(key) {
    try {
      return JSON.parse(localStorage.getItem(key) ?? "null");
    } catch {
      return null;
    }
  },
  write(key, value) {
    try {
      if (value) localStorage.setItem(key, JSON.stringify(value));
      else localStorage.removeItem(key);
    } catch {
      // Storage refused or full: the server has the draft.
    }
  },
};

export class Draft {
  constructor(composer) {
    this.composer = composer;
    this.form = composer.form;
    this.say = composer.words;
    this.local = `draft:${composer.area.dataset.draft}`; // what field.js keeps at each key
    this.synced = `${this.local}:saved`; // the words the server had last, from here
    this.version = Number(this.form.elements.base.value) || 0;
    this.begin();
    this.form.addEventListener("input", ({ target }) => target.type !== "file" && this.changed());
    this.form.addEventListener("change", ({ target }) => target.type !== "file" && this.changed());
    this.form.addEventListener("submit", (event) => {
      // Sent by the browser itself: nothing more is saved from here.
      setTimeout(() => !event.defaultPrevented && this.rest());
    });
    this.form.addEventListener("click", (event) => {
      const take = event.target.closest("[data-take]");
      if (take) this.take(take.dataset.take);
    });
    addEventListener("pagehide", () => this.save({ last: true }));
    document.addEventListener("visibilitychange", () => (document.hidden ? this.save({ last: true }) : this.check()));
    addEventListener("pageshow", ({ persisted }) => persisted && this.check());
    addEventListener("online", () => this.save());
    channel?.addEventListener("message", ({ data }) => data.place === this.form.dataset.place && this.check());
    document.addEventListener("plethu:draft-gone", ({ detail }) => detail.place === this.form.dataset.place && this.check());
  }

  get text() {
    return this.composer.area.value;
  }

  body() {
    const body = new FormData(this.form);
    body.delete("files");
    return body;
  }

  snapshot() {
    const body = this.body();
    for (const name of ["csrfmiddlewaretoken", "submission_key", "next", "base", "attachments", "after"]) body.delete(name);
    return JSON.stringify([...body]);
  }

  get isChanged() {
    return this.snapshot() !== this.kept;
  }

  // What stands on this device and never reached the server goes there first; the newer of the two is shown.
  async begin() {
    const here = stored.read(this.local);
    const synced = stored.read(this.synced);
    const rendered = this.composer.area.defaultValue;
    this.kept = this.snapshot();
    if (!here?.text || here.text === rendered) return;
    if (here.text === synced?.text && !this.version) {
      await this.check(synced.version); // deleted or sent elsewhere in the meantime?
      return;
    }
    if (here.text === synced?.text) return;
    this.version = synced?.version ?? 0;
    this.kept = "";
    this.at = here.at;
    await this.save({ text: here.text, adopt: true });
  }

  changed() {
    this.at = Date.now();
    if (!this.isChanged) return;
    this.since ??= this.at;
    clearTimeout(this.timer);
    const wait = Math.max(0, Math.min(QUIET, this.since + LONGEST - this.at));
    this.timer = setTimeout(() => this.save(), wait);
  }

  state(words) {
    const line = this.form.querySelector("[data-draft-state]");
    if (line && line.textContent !== words) line.textContent = words;
  }

  async save({ last = false, text, adopt = false } = {}) {
    clearTimeout(this.timer);
    if (this.resting || (text === undefined && !this.isChanged)) return;
    if (this.saving && !last) {
      this.again = true;
      return;
    }
    const body = this.body();
    const snapshot = this.snapshot();
    const words = text ?? this.text;
    if (text !== undefined) {
      body.set("text", text);
      body.set("html", "");
    }
    body.set("base", this.version);
    body.set("age", Math.max(0, Date.now() - (this.at ?? Date.now())));
    this.since = undefined;
    this.saving = true;
    const began = this.turn;
    try {
      const answer = await post(this.form.dataset.saveUrl, body, { keepalive: last });
      if (began !== this.turn) return; // sent meanwhile
      if (answer.ok) this.take_in(await answer.json(), { snapshot, words, adopt });
      else if (answer.status === 403) this.wait(this.say.saySignedOut);
      else this.wait(this.say.sayKept);
    } catch {
      if (began === this.turn) this.wait(this.say.sayKept);
    } finally {
      this.saving = false;
    }
    if (this.again) {
      this.again = false;
      this.changed();
    }
  }

  wait(words) {
    this.state(words);
    this.timer = setTimeout(() => this.save(), AGAIN);
  }

  take_in(answer, { snapshot, words, adopt }) {
    const { outcome } = answer;
    if (outcome === "gone") {
      this.version = 0;
      if (!this.text.trim()) return;
      // Sent from a copy of this page; what stands here now is other words.
      this.form.elements.submission_key.value = freshKey();
      this.kept = "";
      this.changed();
      return;
    }
    this.version = answer.version ?? 0;
    this.form.elements.base.value = this.version;
    if (outcome === "nothing") {
      this.kept = snapshot;
      this.remember("");
      this.state("");
      return;
    }
    const untouched = this.snapshot() === snapshot;
    if ((outcome === "older" || adopt) && untouched) this.adopt(answer, outcome === "older");
    else {
      this.kept = snapshot;
      this.remember(words);
      this.state(this.say.saySaved);
    }
    this.showOthers(answer);
  }

  remember(text) {
    stored.write(this.synced, text ? { text, version: this.version } : null);
  }

  adopt(answer, isNews) {
    this.version = answer.version;
    this.form.elements.base.value = this.version;
    this.composer.put(answer);
    this.kept = this.snapshot();
    clearTimeout(this.timer);
    this.remember(answer.text);
    this.state(isNews ? this.say.sayNewer : this.say.saySaved);
  }

  // The page comes back to the front, or hears that the draft was sent: what is the draft now?
  async check(known = this.version) {
    if (this.resting) return;
    if (this.isChanged && this.version) return this.save();
    const began = this.turn;
    try {
      const answer = await fetch(this.form.dataset.stateUrl, { headers: { Accept: "application/json" } });
      if (!answer.ok || answer.redirected || began !== this.turn) return;
      const draft = await answer.json();
      if (!draft.version && known && !this.isChanged) {
        this.clear();
        this.state(this.say.sayGone);
      } else if (draft.version > this.version && !this.isChanged) {
        this.adopt(draft, Boolean(this.text.trim()));
        this.showOthers(draft);
      }
    } catch {
      // No connection: the next time.
    }
  }

  clear() {
    this.version = 0;
    this.form.elements.base.value = 0;
    this.form.elements.submission_key.value = freshKey();
    this.composer.put({ text: "", html: "" });
    if (this.form.elements.title) this.form.elements.title.value = "";
    stored.write(this.local, null);
    stored.write(this.synced, null);
    this.showOthers({ others: [] });
    this.kept = this.snapshot();
    clearTimeout(this.timer);
  }

  sent() {
    this.turn = (this.turn ?? 0) + 1;
    this.version = 0;
    this.form.elements.base.value = 0;
    stored.write(this.synced, null);
    this.showOthers({ others: [] });
    this.kept = this.snapshot();
    clearTimeout(this.timer);
    this.again = false;
    this.state("");
    channel?.postMessage({ place: this.form.dataset.place });
  }

  rest() {
    this.resting = true;
    clearTimeout(this.timer);
    setTimeout(() => (this.resting = false), 15_000); // should the network have swallowed the form
  }

  showOthers({ others, other_url: url }) {
    const box = this.form.querySelector("[data-other-drafts]");
    if (!box || !others) return;
    if (url) box.dataset.url = url;
    box.replaceChildren(
      ...others.map(({ text }, index) => {
        const details = Object.assign(document.createElement("details"), { className: "other-draft" });
        const summary = Object.assign(document.createElement("summary"), { textContent: this.say.sayOther });
        const words = Object.assign(document.createElement("pre"), { className: "prose", textContent: text, tabIndex: 0 });
        const take = Object.assign(document.createElement("button"), { type: "button", className: "button button-s" });
        take.textContent = this.say.sayTake;
        take.dataset.take = index;
        details.append(summary, words, take);
        return details;
      }),
    );
  }

  async take(index) {
    const { url } = this.form.querySelector("[data-other-drafts]").dataset;
    const body = this.body();
    body.set("base", this.version);
    body.set("age", 0);
    body.set("take", index);
    try {
      const answer = await post(url, body);
      if (!answer.ok) throw answer;
      const draft = await answer.json();
      this.adopt(draft, false);
      this.showOthers(draft);
      this.composer.area.focus();
      announce(this.say.saySaved);
    } catch {
      this.state(this.say.sayKept);
    }
  }
}
