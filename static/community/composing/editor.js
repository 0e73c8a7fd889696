// Writing with bold, lists, quotations and links at a press of a button. Loaded when the field gets the focus.
// The field below stays what is sent: the editor writes into it, as plain text, and beside it the HTML.

import {
  Blockquote,
  Bold,
  BulletList,
  Document,
  Dropcursor,
  Editor,
  HardBreak,
  Italic,
  ListItem,
  OrderedList,
  Paragraph,
  Strike,
  Text,
  UndoRedo,
  Mark,
} from "../../django_prose_editor/editor.js";

import { post } from "./sending.js";

// Links are plain marks: what is typed becomes one on the server, what is made with the button is one here.
const Link = Mark.create({
  name: "link",
  inclusive: false,
  addAttributes: () => ({ href: { default: null } }),
  parseHTML: () => [{ tag: "a[href]", getAttrs: (link) => (/^(https?:|mailto:|\/)/.test(link.getAttribute("href")) ? {} : false) }],
  renderHTML: ({ HTMLAttributes }) => ["a", { href: HTMLAttributes.href }, 0],
});

// The Tab key leads out of the field, in a list as well.
const Item = ListItem.extend({
  addKeyboardShortcuts() {
    return { Enter: () => this.editor.commands.splitListItem(this.name) };
  },
});

const ICONS = {
  list: "M8.5 6.5h11m-11 5.5h11m-11 5.5h11M4.5 6.5v.01m0 5.49v.01m0 5.49v.01",
  link: "M10.3 13.7a4 4 0 0 0 5.7 0l3.3-3.3a4 4 0 0 0-5.7-5.7l-1.4 1.4m1.5 4.2a4 4 0 0 0-5.7 0l-3.3 3.3a4 4 0 0 0 5.7 5.7l1.4-1.4",
};
const drawn = (path) => {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "rich-icon");
  svg.setAttribute("aria-hidden", "true");
  svg.append(document.createElementNS("http://www.w3.org/2000/svg", "path"));
  svg.firstChild.setAttribute("d", path);
  return svg;
};

const OFFICE = /mso-|class="?Mso|urn:schemas-microsoft-com|docs-internal-guid/i;
const escaped = (words) => words.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

// Plain text as the server would make HTML of it; addresses become links there.
export const htmlOf = (text) => {
  const lines = text.split("\n");
  const kinds = [
    [/^\s{0,3}>\s?(.*)$/, (rows) => `<blockquote>${htmlOf(rows.join("\n"))}</blockquote>`],
    [/^\s{0,3}[-*•]\s+(.*)$/, (rows) => `<ul>${rows.map((row) => `<li><p>${inline(row)}</p></li>`).join("")}</ul>`],
    [/^\s{0,3}\d{1,3}[.)]\s+(.*)$/, (rows) => `<ol>${rows.map((row) => `<li><p>${inline(row)}</p></li>`).join("")}</ol>`],
  ];
  const inline = (row) =>
    escaped(row).replace(/\[([^[\]]{1,300})\]\(((?:https?:|mailto:|\/(?!\/))[^\s()]{1,500})\)/g, '<a href="$2">$1</a>');
  const html = [];
  for (let at = 0; at < lines.length; ) {
    const kind = kinds.find(([pattern]) => pattern.test(lines[at]));
    if (!lines[at].trim()) at += 1;
    else if (kind) {
      const rows = [];
      while (at < lines.length && kind[0].test(lines[at])) rows.push(lines[at++].match(kind[0])[1]);
      html.push(kind[1](rows));
    } else {
      const rows = [];
      while (at < lines.length && lines[at].trim() && !kinds.some(([pattern]) => pattern.test(lines[at]))) rows.push(inline(lines[at++]));
      html.push(`<p>${rows.join("<br>")}</p>`);
    }
  }
  return html.join("");
};

// A link as it is written by hand, unless its words are its address.
const linked = ({ text, marks }) => {
  const href = marks.find(({ type }) => type.name === "link")?.attrs.href;
  return !href || href === text || href === `mailto:${text}` || /[[\]]/.test(text) || /[\s()]/.test(href) ? text : `[${text}](${href})`;
};

// The document as plain text that would come back as the same.
const textOf = (node) => {
  const words = (block) => {
    let text = "";
    block.forEach((child) => (text += child.isText ? linked(child) : child.type.name === "hardBreak" ? "\n" : ""));
    return text;
  };
  const blocks = [];
  node.forEach((block) => {
    const { name } = block.type;
    if (name === "blockquote") blocks.push(textOf(block).replace(/^/gm, "> ").replace(/^> $/gm, ">"));
    else if (name === "bulletList" || name === "orderedList") {
      const rows = [];
      let number = block.attrs.start ?? 1;
      block.forEach((item) => rows.push(`${name === "bulletList" ? "-" : `${number++}.`} ${textOf(item).replace(/\n+/g, "\n  ")}`));
      blocks.push(rows.join("\n"));
    } else blocks.push(words(block));
  });
  return blocks.join("\n\n");
};

// A space at the end is there for the word that comes next.
const parseOptions = { preserveWhitespace: true };

// The HTML of a draft, unless the field says something else by now: typed before the editor was there.
const isOf = (document, text) => {
  const plain = (words) => words.replace(/\n{3,}/g, "\n\n").replace(/^\n+|\n+$/g, "");
  return plain(textOf(document)) === plain(text);
};

// An entry of one paragraph is kept as its words alone, as it would be from plain text.
const tight = (html) => html.replace(/<li><p>((?:(?!<\/?(?:p|ul|ol|blockquote)\b).)*)<\/p>(?=<\/li>|<[uo]l\b)/gs, "<li>$1");

class RichField {
  constructor(composer) {
    this.composer = composer;
    const { area, form, words } = composer;
    this.area = area;
    this.hidden = form.elements.html;
    const label = form.querySelector(`label[for="${area.id}"]`);
    label.id ||= `${area.id}-label`;
    const box = Object.assign(document.createElement("div"), { className: "rich" });
    // How to write a list by signs is no help to who has buttons.
    const help = document.getElementById(`${area.id}-help`);
    if (help) help.hidden = true;
    const hadFocus = document.activeElement === area;
    area.after(box);
    this.editor = new Editor({
      element: box,
      injectCSS: false, // the policy allows no style but our own
      extensions: [
        Document, Paragraph, Text, HardBreak, Bold, Italic, Strike, BulletList, OrderedList, Item, Blockquote, Link,
        UndoRedo, Dropcursor.configure({ class: "rich-drop", color: false }),
      ],
      content: this.hidden.value || htmlOf(area.value),
      parseOptions,
      editorProps: {
        attributes: {
          class: "prose textarea", role: "textbox", "aria-multiline": "true", "aria-labelledby": label.id, dir: "auto",
        },
        handleDOMEvents: { paste: (_view, event) => this.paste(event) },
        // The policy would refuse them one by one; what they say is not kept in any case.
        transformPastedHTML: (html) => html.replace(/\sstyle\s*=\s*("[^"]*"|'[^']*')/gi, ""),
      },
      onUpdate: () => this.write(),
      onTransaction: () => this.bar && this.mark(),
    });
    this.bar = this.tools(words);
    box.prepend(this.bar);
    if (this.hidden.value && area.value !== area.defaultValue && !isOf(this.editor.state.doc, area.value)) {
      this.editor.chain().setMeta("addToHistory", false).setContent(htmlOf(area.value), { emitUpdate: false, parseOptions }).run();
      this.write();
    }
    // Before the plain field goes: a letter typed meanwhile would be lost, or taken for a key that moves the page.
    if (hadFocus) this.enter();
    area.hidden = true;
    label.addEventListener("click", () => this.editor.commands.focus());
    // Who asks for the field means the editor.
    area.focus = () => this.enter();
    this.field = {
      element: this.editor.view.dom,
      before: () => {
        const { $from } = this.editor.state.selection;
        return $from.parent.textBetween(0, $from.parentOffset, "\n", "\n");
      },
      replace: (length, chosen) => {
        const { from } = this.editor.state.selection;
        this.editor.chain().focus().insertContentAt({ from: from - length, to: from }, [{ type: "text", text: chosen }]).run();
      },
    };
    // A message beside the field belongs to what is seen of it.
    this.mirror(help?.id);
    new MutationObserver(() => this.mirror(help?.id)).observe(area, { attributeFilter: ["aria-describedby", "aria-invalid"] });
    this.editor.view.dom.addEventListener("input", ({ data }) => data?.endsWith("@") && composer.mentions(this.field));
    this.mark();
  }

  // At the end of what is written, at once: the editor's own command waits for the next frame.
  enter() {
    this.editor.commands.focus("end");
    this.editor.view.focus();
  }

  // What the plain field says to screen readers, but for how to write lists by signs.
  mirror(help) {
    const { dom } = this.editor.view;
    const described = (this.area.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => id && id !== help);
    if (described.length) dom.setAttribute("aria-describedby", described.join(" "));
    else dom.removeAttribute("aria-describedby");
    if (this.area.hasAttribute("aria-invalid")) dom.setAttribute("aria-invalid", "true");
    else dom.removeAttribute("aria-invalid");
  }

  // From the editor into the form.
  write() {
    this.isWriting = true;
    const isEmpty = this.editor.isEmpty;
    this.area.value = isEmpty ? "" : textOf(this.editor.state.doc);
    this.hidden.value = isEmpty ? "" : tight(this.editor.getHTML());
    this.area.dispatchEvent(new Event("input", { bubbles: true }));
    this.isWriting = false;
  }

  // From the form into the editor: a draft, a quotation, or nothing after sending.
  read(html = "") {
    const content = html || htmlOf(this.area.value);
    // After a quotation one goes on in one's own words.
    const more = /<\/blockquote>\s*$/.test(content) ? "<p></p>" : "";
    this.editor.commands.setContent(content + more, { emitUpdate: false, parseOptions });
    this.write();
  }

  // What office programs bring is put in order by the server, which knows them; without it, as well as can be.
  paste(event) {
    const html = event.clipboardData?.getData("text/html") ?? "";
    if (!OFFICE.test(html)) return false;
    event.preventDefault();
    const body = new FormData();
    body.set("html", html);
    const plain = event.clipboardData.getData("text/plain");
    post(this.composer.form.dataset.cleanUrl, body)
      .then((answer) => (answer.ok ? answer.json() : Promise.reject(answer)))
      .then(({ html: cleaned }) => this.editor.chain().focus().insertContent(cleaned).run())
      .catch(() => this.editor.chain().focus().insertContent(htmlOf(plain)).run());
    return true;
  }

  // --- The row of buttons -------------------------------------------------------------------------------------------

  tools(words) {
    const bar = Object.assign(document.createElement("div"), { className: "rich-tools" });
    bar.setAttribute("role", "toolbar");
    bar.setAttribute("aria-label", words.sayTools);
    const run = (verb) => () => this.editor.chain().focus()[verb]().run();
    this.buttons = [
      ["bold", words.sayBold, "B", run("toggleBold"), "Ctrl+B"],
      ["italic", words.sayItalic, "I", run("toggleItalic"), "Ctrl+I"],
      ["bulletList", words.sayBullets, ICONS.list, run("toggleBulletList")],
      ["orderedList", words.sayNumbers, "1.", run("toggleOrderedList")],
      ["blockquote", words.sayQuote, "”", run("toggleBlockquote")],
      ["link", words.sayLink, ICONS.link, () => this.link()],
      ["undo", words.sayUndo, "↶", run("undo"), "Ctrl+Z"],
      ["redo", words.sayRedo, "↷", run("redo"), "Ctrl+Y"],
    ].map(([name, label, sign, press, keys], index) => {
      const button = Object.assign(document.createElement("button"), { type: "button", className: `rich-tool rich-${name}` });
      if (sign.length > 4) button.append(drawn(sign));
      else button.textContent = sign;
      button.setAttribute("aria-label", label);
      button.title = keys ? `${label} (${keys})` : label;
      button.dataset.name = name;
      button.tabIndex = index ? -1 : 0;
      button.addEventListener("click", press);
      button.addEventListener("pointerdown", (event) => event.preventDefault()); // the words stay chosen
      bar.append(button);
      return button;
    });
    bar.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      const at = this.buttons.indexOf(document.activeElement);
      if (!step || at < 0) return;
      event.preventDefault();
      const next = this.buttons[(at + step + this.buttons.length) % this.buttons.length];
      for (const button of this.buttons) button.tabIndex = button === next ? 0 : -1;
      next.focus();
    });
    return bar;
  }

  mark() {
    for (const button of this.buttons) {
      const { name } = button.dataset;
      if (name === "undo" || name === "redo") button.setAttribute("aria-disabled", String(!this.editor.can()[name]()));
      else button.setAttribute("aria-pressed", String(this.editor.isActive(name)));
    }
  }

  link() {
    if (this.asking) return this.asking.querySelector("input").focus();
    const { words } = this.composer;
    const now = this.editor.getAttributes("link").href ?? "";
    const row = Object.assign(document.createElement("div"), { className: "rich-asking" });
    const input = Object.assign(document.createElement("input"), { type: "text", className: "input", value: now, inputMode: "url" });
    input.id = `${this.area.id}-link`;
    input.setAttribute("autocomplete", "off");
    const label = Object.assign(document.createElement("label"), { textContent: words.sayAddress, htmlFor: input.id });
    const said = Object.assign(document.createElement("p"), { className: "field-error", hidden: true, textContent: words.sayBadAddress });
    said.setAttribute("role", "alert");
    const close = () => {
      row.remove();
      this.asking = null;
      this.editor.commands.focus();
    };
    const insert = () => {
      let href = input.value.trim();
      if (/^[\w-]+(\.[\w-]+)+(\/|$)/.test(href)) href = `https://${href}`;
      if (/^[^\s@/]+@[^\s@/]+$/.test(href)) href = `mailto:${href}`;
      said.hidden = !href || /^(https?:\/\/|mailto:|\/)\S+$/.test(href);
      if (!said.hidden) return input.focus();
      close();
      if (!href) return this.unlink();
      const chain = this.editor.chain().focus().extendMarkRange("link");
      if (this.editor.state.selection.empty && !now) chain.insertContent([{ type: "text", text: href, marks: [{ type: "link", attrs: { href } }] }]).run();
      else chain.setMark("link", { href }).run();
    };
    const button = (text, press) => {
      const made = Object.assign(document.createElement("button"), { type: "button", className: "button button-s", textContent: text });
      made.addEventListener("click", press);
      return made;
    };
    input.addEventListener("keydown", (event) => {
      if (event.key === "Enter") insert();
      else if (event.key === "Escape") close();
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
    // What is typed here is none of the draft's business.
    input.addEventListener("input", (event) => event.stopPropagation());
    row.append(label, said, input, button(words.sayInsert, insert));
    if (now) row.append(button(words.sayUnlink, () => (close(), this.unlink())));
    row.append(button(words.sayCancel, close));
    this.asking = row;
    this.bar.after(row);
    input.focus();
  }

  unlink() {
    this.editor.chain().focus().extendMarkRange("link").unsetMark("link").run();
  }
}

export const edit = async (composer) => new RichField(composer);
