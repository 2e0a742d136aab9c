// The article beside the chat: its text to the letter, the cited places marked, scrolled to the one that was clicked.

import { copy, h, icon, iconButton, linesOf, plural, say, shown } from "./dom.js";
import { inSight, neighbour, placed } from "./place.js";
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
    this.changed = h("div", { class: "source-changed", role: "status" });
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
        h("div", { class: "source-bar" }, this.where, h("span", { class: "spring" }), this.copyButton), this.changed),
      this.body,
    );
  }

  /** Fetch an article, or give the one that is here unless a citation is of another `sha256`: then the index may have moved on. */
  async fetched(file, sha256 = null) {
    const kept = this.texts.get(file);
    if (kept && sha256 && (await kept).sha256 !== sha256 && this.texts.get(file) === kept) this.texts.delete(file);
    if (!this.texts.has(file)) {
      const coming = service.article(file);
      this.texts.set(file, coming);
      coming.catch(() => this.texts.delete(file));
      if (this.texts.size > KEPT) this.texts.delete(this.texts.keys().next().value);
    }
    return this.texts.get(file);
  }

  /** The index may have moved on: what is opened from now on is fetched anew. */
  renew() {
    this.texts.clear();
  }

  /** Build an article that is likely to be asked for while nothing else is to do: a click then only has to mark and scroll. */
  prepare(file) {
    cancelIdle(this.idle);
    this.idle = whenIdle(async () => {
      const article = await this.fetched(file).catch(() => null);
      if (article && !this.isOpen && this.texts.has(file) && !this.shows(article)) this.render(article);
    });
  }

  /** Where the words of these citations of `article` stand today: what names their lines says so. */
  locate(article, citations) {
    for (const citation of citations) {
      citation.now = placed(article, citation);
      citation.chip?.setAttribute("aria-label", citation.label());
    }
  }

  /** Show `citations[place]`; `others` are the same statement's, `origin` is what Escape goes back to. */
  async open(citations, place, others, origin, focus = true) {
    Object.assign(this, { citations, place, others, origin });
    const citation = citations[place];
    this.isOpen = true;
    this.page.showSource(true);
    // The chat marks what the article shows, whichever way it has come to it.
    this.page.chat.mark(citation.chip);
    let article;
    try {
      article = await this.fetched(citation.file, citation.sha256);
    } catch (error) {
      this.title.textContent = citation.title ?? citation.file;
      this.meta.textContent = error.message;
      this.where.textContent = "";
      this.copyButton.hidden = true;
      this.changed.replaceChildren();
      this.body.replaceChildren();
      this.shown = null;
      return;
    }
    if (this.citations[this.place] !== citation) return;
    const together = citation.whole ? [] : [...others.filter((other) => other.file === citation.file && other !== citation), citation];
    this.locate(article, together);
    this.head(article, citation);
    if (!this.shows(article)) this.render(article);
    this.mark(article, citation, together.filter(({ now }) => !now.gone));
    if (citation.now?.gone) this.body.scrollTop = 0;
    settle(this.body.querySelector("mark.current"));
    if (focus) this.title.focus({ preventScroll: true });
  }

  /** Show an article as a whole, as it is today. */
  async openArticle(file, origin) {
    this.texts.delete(file);
    await this.open([{ file, start: 0, end: 0, lines: [1, 1], whole: true }], 0, [], origin);
    this.body.scrollTop = 0;
  }

  head(article, citation) {
    this.title.replaceChildren(...shown(article.title ?? article.file));
    this.meta.replaceChildren(...shown([article.source, article.date, article.title ? article.file : null].filter(Boolean).join(" · ")));
    const kind = citation.kind && citation.kind !== "article" ? ` · ${citation.kind}, not article text` : "";
    if (citation.whole) this.where.textContent = plural(article.text.length, "character");
    else this.where.textContent = citation.now.gone ? "" : `${citation.quote ? linesOf(citation) : "passage"}, ${charactersOf(citation)}${kind}`;
    this.changed.replaceChildren(...notice(citation));
    this.copyButton.hidden = !citation.quote;
    const within = this.citations.filter((one) => one === citation || inSight(one));
    this.count.textContent = citation.whole ? "" : `${within.indexOf(citation) + 1} of ${within.length}`;
    this.previous.disabled = neighbour(this.citations, this.place, -1) < 0;
    this.next.disabled = neighbour(this.citations, this.place, 1) < 0;
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
    this.shown = article;
  }

  /** Whether this very text of the article is what is shown. */
  shows({ file, sha256 }) {
    return this.shown?.file === file && this.shown.sha256 === sha256;
  }

  mark(article, current, citations) {
    for (const line of this.marked) line.element.replaceChildren(...shown(article.text.slice(line.start, line.end)));
    const spans = citations.map((one) => ({ start: one.now.start, end: one.now.end, current: one === current }));
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
    const place = neighbour(this.citations, this.place, by);
    if (place < 0) return;
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
    const citation = this.citations[this.place];
    const { quote, title, file, date, now } = citation;
    const place = [title, file, linesOf(citation), now.gone ? null : charactersOf(citation), date];
    copy(`“${quote}” — ${place.filter(Boolean).join(", ")}`, "Citation");
  }

  close(back = false) {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.page.showSource(false);
    this.page.chat.mark(null);
    if (back) {
      const target = this.origin?.isConnected ? this.origin : null;
      // Closed meanwhile, they would keep the keyboard from what is in them.
      const details = target?.closest("details");
      if (details) details.open = true;
      target?.scrollIntoView({ block: "nearest" });
      target?.focus();
      // It may be gone by now, or in the drawer that has closed over it.
      if (!target || document.activeElement !== target) this.page.focusChat();
    }
  }

  /** An article has been removed: nothing of it stays on the page. */
  forget(file) {
    this.texts.delete(file);
    if (this.shown?.file === file) {
      this.shown = null;
      this.body.replaceChildren();
      this.close();
      say(`${file} is removed`);
    }
  }
}

// Safari knows no idle time.
const whenIdle = (work) => (window.requestIdleCallback ?? window.setTimeout)(work);
const cancelIdle = (id) => (window.cancelIdleCallback ?? window.clearTimeout)(id);

const charactersOf = ({ now }) => `characters ${now.characters[0]}–${now.characters[1]}`;

/** What there is to say of a citation's article that is not what it was, with the quote where the text no longer has it. */
function notice({ quote, now }) {
  if (!now?.changed && !now?.gone) return [];
  const changed = now.changed ? "This article has changed since the answer was given" : "The index has another text of this article";
  if (!now.gone) return [h("p", {}, `${changed}; the cited words are still in it.`)];
  if (!quote) return [h("p", {}, `${changed}, so the passage is not marked.`)];
  return [h("p", {}, `${changed}, and the cited words are no longer in it:`), h("blockquote", {}, ...shown(quote))];
}

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
