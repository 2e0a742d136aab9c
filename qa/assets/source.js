// The article beside the chat: its text to the letter, the cited places marked, scrolled to the one that was clicked.

import { copy, h, icon, iconButton, inUnits, linesOf, plural, say, shown } from "./dom.js";
import { service } from "./service.js";

// Beyond this many lines several share an element: a page of a million elements is slower than its numbers are worth.
const MOST_ELEMENTS = 8000;
const PARAGRAPH = 110;
// In a longer article, lines far from the eye are styled and laid out when they come near, block by block; until then a block is
// as high as its characters make it, about so many a row.
const LONG = 60_000;
const BLOCK = 40;
const ROW = 60;
const FRAMES = 4;
const KEPT = 12;

export class Source {
  constructor(page, column) {
    this.page = page;
    this.column = column;
    this.texts = new Map();
    this.citations = [];
    this.place = -1;
    this.isOpen = false;
    column.setAttribute("role", "complementary");
    column.setAttribute("aria-label", "Article");
    column.inert = true;
    this.title = h("h2", { class: "source-title", tabindex: "-1" });
    this.meta = h("p", { class: "source-meta" });
    this.where = h("p", { class: "source-where" });
    this.previous = iconButton("back", "Previous citation", () => this.step(-1));
    this.next = iconButton("forward", "Next citation", () => this.step(1));
    this.count = h("span", { class: "count" });
    this.copyButton = h("button", { type: "button", class: "quiet", onclick: () => this.copyCitation() }, icon("copy"), "Copy citation");
    this.backButton = h("button", { type: "button", class: "quiet", onclick: () => this.close(true) }, icon("back"), "Back to the answer");
    this.body = h("div", { class: "source-text", tabindex: "0", role: "document", "aria-label": "Text of the article" });
    column.append(
      h("header", { class: "source-head", onkeydown: (event) => this.arrows(event) },
        h("div", { class: "source-bar" }, this.backButton, h("span", { class: "spring" }), this.previous, this.count, this.next,
          iconButton("close", "Close the article", () => this.close(true))),
        this.title, this.meta,
        h("div", { class: "source-bar" }, this.where, h("span", { class: "spring" }), this.copyButton)),
      this.body,
    );
  }

  /** Fetch an article before it is clicked. */
  async fetched(file) {
    if (!this.texts.has(file)) {
      const coming = service.article(file);
      this.texts.set(file, coming);
      coming.catch(() => this.texts.delete(file));
      if (this.texts.size > KEPT) this.texts.delete(this.texts.keys().next().value);
    }
    return this.texts.get(file);
  }

  /** Build an article that is likely to be asked for while nothing else is to do: a click then only has to mark and scroll. */
  prepare(file) {
    cancelIdle(this.idle);
    this.idle = whenIdle(async () => {
      const article = await this.fetched(file).catch(() => null);
      if (article && !this.isOpen && this.texts.has(file) && this.shownFile !== file) this.render(article);
    });
  }

  /** Show `citations[place]`; `others` are the same statement's, `origin` is what Escape goes back to. */
  async open(citations, place, others, origin, focus = true) {
    Object.assign(this, { citations, place, others, origin });
    const citation = citations[place];
    this.isOpen = true;
    this.page.showSource(true);
    let article;
    try {
      article = await this.fetched(citation.file);
    } catch (error) {
      this.title.textContent = citation.title ?? citation.file;
      this.meta.textContent = error.message;
      this.where.textContent = "";
      this.copyButton.hidden = true;
      this.body.replaceChildren();
      this.shownFile = null;
      return;
    }
    if (this.citations[this.place] !== citation) return;
    this.head(article, citation);
    if (this.shownFile !== citation.file) this.render(article);
    this.mark(article, citation, others.filter((other) => other.file === citation.file && other !== citation));
    const current = this.body.querySelector("mark.current");
    settle(current);
    if (focus) this.title.focus({ preventScroll: true });
  }

  /** Show an article as a whole. */
  async openArticle(file, origin) {
    await this.open([{ file, start: 0, end: 0, lines: [1, 1], whole: true }], 0, [], origin);
    this.body.scrollTop = 0;
  }

  head(article, citation) {
    this.title.replaceChildren(...shown(article.title ?? article.file));
    this.meta.replaceChildren(...shown([article.source, article.date, article.title ? article.file : null].filter(Boolean).join(" · ")));
    const kind = citation.kind && citation.kind !== "article" ? ` · ${citation.kind}, not article text` : "";
    this.where.textContent = citation.whole
      ? plural(article.text.length, "character")
      : `${citation.quote ? `${linesOf(citation)}, ` : "passage, "}characters ${citation.start}–${citation.end}${kind}`;
    this.copyButton.hidden = !citation.quote;
    this.count.textContent = citation.whole ? "" : `${this.place + 1} of ${this.citations.length}`;
    this.previous.disabled = this.place <= 0;
    this.next.disabled = this.place >= this.citations.length - 1;
    // A button that can do no more would take the keyboard with it.
    if (document.activeElement?.disabled) this.title.focus({ preventScroll: true });
  }

  /** Lines as elements that know where in the text they start; what ends a line stays in it, so that nothing is lost. */
  render(article) {
    const { text } = article;
    const starts = [0];
    for (const end of text.matchAll(/\r\n|\n|\r/g)) starts.push(end.index + end[0].length);
    if (starts.length > 1 && starts.at(-1) === text.length) starts.pop();
    const together = Math.ceil(starts.length / MOST_ELEMENTS);
    this.lines = [];
    for (let line = 0; line < starts.length; line += together) {
      const start = starts[line];
      const end = starts[line + together] ?? text.length;
      const element = h("div", { class: "line", "data-line": line + 1 }, ...shown(text.slice(start, end)));
      this.lines.push({ element, start, end });
    }
    // A line that long is a paragraph, which wants air; lines that were broken by hand belong together.
    this.body.classList.toggle("long", text.length > LONG);
    this.body.classList.toggle("paragraphs", text.length / starts.length > PARAGRAPH);
    this.body.replaceChildren(...blocks(this.lines));
    this.marked = [];
    this.shownFile = article.file;
  }

  mark(article, citation, others) {
    for (const line of this.marked) line.element.replaceChildren(...shown(article.text.slice(line.start, line.end)));
    const places = [...others, citation].filter((one) => !one.whole);
    const units = inUnits(article.text, places.flatMap((one) => [one.start, one.end]));
    const spans = places.map((one, index) => ({ start: units[2 * index], end: units[2 * index + 1], current: one === citation }));
    this.marked = this.lines.filter((line) => spans.some((span) => span.start < line.end && line.start < span.end));
    for (const line of this.marked) this.markLine(article.text, line, spans);
  }

  markLine(text, line, spans) {
    const inside = spans.filter((span) => span.start < line.end && line.start < span.end);
    const cuts = [line.start, line.end, ...inside.flatMap((span) => [span.start, span.end])]
      .filter((cut) => cut >= line.start && cut <= line.end)
      .sort((a, b) => a - b);
    const nodes = [];
    for (let index = 1; index < cuts.length; index += 1) {
      const [start, end] = [cuts[index - 1], cuts[index]];
      if (start === end) continue;
      const held = inside.filter((span) => span.start <= start && end <= span.end);
      const piece = shown(text.slice(start, end));
      nodes.push(...(held.length ? [h("mark", { class: held.some((span) => span.current) ? "current" : "other" }, ...piece)] : piece));
    }
    line.element.replaceChildren(...nodes);
  }

  step(by) {
    const place = this.place + by;
    if (place < 0 || place >= this.citations.length) return;
    const citation = this.citations[place];
    this.open(this.citations, place, citation.together ?? [], citation.chip ?? this.origin, false);
    citation.chip?.scrollIntoView({ block: "nearest" });
  }

  arrows(event) {
    if (event.key === "ArrowLeft") this.step(-1);
    else if (event.key === "ArrowRight") this.step(1);
    else return;
    event.preventDefault();
  }

  copyCitation() {
    const { quote, title, file, date, start, end } = this.citations[this.place];
    const place = [title, file, linesOf(this.citations[this.place]), `characters ${start}–${end}`, date];
    copy(`“${quote}” — ${place.filter(Boolean).join(", ")}`, "Citation");
  }

  close(back = false) {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.page.showSource(false);
    this.page.chat.unmark();
    if (back) {
      const target = this.origin?.isConnected ? this.origin : null;
      target?.scrollIntoView({ block: "nearest" });
      target?.focus();
    }
  }

  /** An article has been removed: nothing of it stays on the page. */
  forget(file) {
    this.texts.delete(file);
    if (this.shownFile === file) {
      this.shownFile = null;
      this.body.replaceChildren();
      this.close();
      say(`${file} is removed`);
    }
  }
}

// Safari knows no idle time.
const whenIdle = (work) => (window.requestIdleCallback ?? window.setTimeout)(work);
const cancelIdle = (id) => (window.cancelIdleCallback ?? window.clearTimeout)(id);

/** Lines in blocks that the browser lays out one by one. */
function* blocks(lines) {
  for (let first = 0; first < lines.length; first += BLOCK) {
    const held = lines.slice(first, first + BLOCK);
    const block = h("div", { class: "block" }, ...held.map((line) => line.element));
    const rows = held.reduce((sum, line) => sum + Math.ceil((line.end - line.start) / ROW), 0);
    block.style.containIntrinsicBlockSize = `auto ${1.68 * rows}em`;
    yield block;
  }
}

/** Scroll to a mark, and once more after each of the next frames: lines near it have their true height only then. */
function settle(mark, frames = FRAMES) {
  if (!mark?.isConnected) return;
  mark.scrollIntoView({ block: "center" });
  if (frames) requestAnimationFrame(() => settle(mark, frames - 1));
}
