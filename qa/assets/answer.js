// One question and its answer: statements as they come, each with its verdict and its chips; what was withheld; who differs.

import { attempt, copy, h, icon, iconButton, inUnits, linesOf, plural, say, short, shown } from "./dom.js";
import { neighbour } from "./place.js";
import { hidePreview, offerPreview } from "./preview.js";
import { service } from "./service.js";

// Milliseconds. A short answer stands above its statements, and comes some ten after the last: shown with them, it moves none.
const TOGETHER = 60;
// As many as the server keeps of a note.
const LONGEST_NOTE = 2000;
// Of the passages that were found.
const COLUMNS = ["", "passage", "characters", "score", "similarity"];

export class AnswerView {
  /** `turn` is a kept turn, or only has the question of one that is just being asked. */
  constructor(page, question, turn = null) {
    this.page = page;
    this.question = question;
    this.citations = [];
    this.coming = [];
    this.id = turn?.id ?? null;
    this.conversation = turn?.conversation ?? null;
    this.understood = h("p", { class: "understood", hidden: true });
    this.headline = h("p", { class: "headline" });
    this.statements = h("div", { class: "statements" });
    this.extras = h("div", { class: "extras" });
    this.foot = h("footer", { class: "answer-foot" });
    this.heading = h("h2", { class: "question" }, ...shown(question));
    this.element = h("article", { class: "turn" }, this.heading, this.understood, this.headline, this.statements, this.extras, this.foot);
    if (turn) {
      this.passages = turn.passages;
      for (const statement of turn.answer.statements) this.add(statement);
      this.finish(turn.answer);
      this.kept(turn.id, turn.vote, turn.note);
    } else {
      this.work("searching the articles");
    }
  }

  // -- as it comes

  work(text) {
    this.element.setAttribute("aria-busy", "true");
    this.headline.className = "headline working";
    this.headline.replaceChildren(h("span", { class: "pulse", "aria-hidden": "true" }), h("span", { class: "doing" }, ...shown(text.charAt(0).toUpperCase() + text.slice(1))));
  }

  place(number) {
    this.work(`busy, you are number ${number}`);
  }

  step({ text, passages }) {
    if (passages.length) this.passages = passages;
    const [, asked] = text.match(/^understood as: (.*)$/s) ?? [];
    if (asked) this.understand(asked);
    else this.work(text);
  }

  /** Said before the first statement comes, so that it moves none. */
  understand(asked) {
    this.understood.hidden = false;
    this.understood.replaceChildren("Understood as: ", h("em", {}, ...shown(asked)));
  }

  add(statement) {
    if (statement.verdict !== "verified") return;
    this.coming.push(statement);
    setTimeout(() => this.come(), TOGETHER);
  }

  come() {
    this.statements.append(...this.coming.splice(0).map((statement) => this.statement(statement)));
  }

  finish(answer) {
    this.come();
    this.element.removeAttribute("aria-busy");
    this.answer = answer;
    if (answer.asked && answer.asked !== answer.question) this.understand(answer.asked);
    this.headline.className = `headline ${answer.answered ? "" : "absent"}`;
    this.headline.replaceChildren(...this.summary(answer));
    const withheld = answer.statements.filter((statement) => statement.verdict !== "verified");
    this.extras.replaceChildren(
      ...answer.disagreements.map((one) => this.disagreement(one)),
      ...(withheld.length ? [this.withheld(withheld)] : []),
      ...(answer.answered ? [] : [this.nearest(answer)]),
      ...answer.notes.map((note) => h("p", { class: "note" }, ...shown(note))),
      ...(answer.complete ? [] : [h("p", { class: "note" }, "This answer is incomplete.")]),
      ...(this.citations.length && answer.answered ? [this.sources()] : []),
      this.explanation(answer),
    );
    for (const [file, citations] of Map.groupBy(this.citations, (citation) => citation.file)) {
      this.page.source.fetched(file, citations[0].sha256).then((article) => this.page.source.locate(article, citations)).catch(() => {});
    }
    if (this.citations.length) this.page.source.prepare(this.citations[0].file);
  }

  failed(message) {
    this.element.removeAttribute("aria-busy");
    this.headline.className = "headline failed";
    this.headline.replaceChildren(...shown(message));
    this.foot.replaceChildren(h("div", { class: "tools" }, this.button("retry", "Ask again", () => this.page.chat.retry(this), { class: "again" }), this.button("edit", "Edit", () => this.page.chat.edit(this), { class: "again" })));
  }

  /** What had come was checked and stays, but it is not the answer. */
  stopped() {
    this.come();
    this.failed(this.statements.childElementCount ? "Stopped; this is not the whole answer." : "Stopped.");
  }

  kept(id, vote = 0, note = "") {
    this.id = id;
    Object.assign(this, { vote, note });
    this.noted = h("p", { class: "noted" });
    this.foot.replaceChildren(this.tools(), this.noted, this.noteBox());
    this.showNote();
  }

  // -- parts

  summary(answer) {
    if (!answer.answered) return answer.statements.length ? ["Nothing that the articles bear out"] : ["Not in these articles"];
    const differ = answer.disagreements.length ? [h("span", { class: "differ" }, "but articles differ")] : [];
    if (answer.answer) return [h("strong", {}, ...shown(answer.answer)), ...differ];
    const files = new Set(answer.statements.flatMap((statement) => statement.citations.map((citation) => citation.file)));
    const shownOnes = answer.statements.filter((statement) => statement.verdict === "verified");
    return [`${plural(shownOnes.length, "statement")} from ${plural(files.size, "article")}`];
  }

  statement(statement) {
    const line = h("p", { class: "statement" }, ...emphasised(statement), " ");
    line.append(h("span", { class: "chips" }, this.chips(statement.citations), this.verdict(statement)));
    return line;
  }

  verdict(statement) {
    const origins = statement.origins > 1 ? `, in ${statement.origins} independent articles` : "";
    const what = `Verified against ${statement.citations.length > 1 ? "its passages" : "its passage"}${origins}`;
    const mark = h("span", { class: "verdict", role: "img", "aria-label": what, title: `${what} (score ${statement.score.toFixed(2)})` }, icon("check"));
    return statement.origins > 1 ? [mark, h("span", { class: "origins", "aria-hidden": "true" }, `${statement.origins} articles`)] : mark;
  }

  chips(citations) {
    return citations.map((citation) => {
      const place = this.citations.push(citation) - 1;
      citation.label = () => `Citation ${place + 1}: ${citation.title ?? citation.file}, ${linesOf(citation)}`;
      const chip = h("button", {
        type: "button", class: "chip", "aria-label": citation.label(), "data-file": citation.file,
        onclick: () => this.show(place, chip),
        onkeydown: (event) => this.arrows(event, place),
      }, String(place + 1));
      offerPreview(chip, citation);
      citation.chip = chip;
      citation.together = citations;
      return chip;
    });
  }

  show(place, chip) {
    hidePreview();
    this.page.source.open(this.citations, place, this.citations[place].together, chip);
  }

  arrows(event, place) {
    const by = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }[event.key];
    const to = by ? neighbour(this.citations, place, by) : -1;
    if (to < 0) return;
    const next = this.citations[to];
    event.preventDefault();
    next.chip.focus();
    if (this.page.source.isOpen && !this.page.phone) this.page.source.open(this.citations, to, next.together, next.chip, false);
  }

  withheld(statements) {
    for (const citation of statements.flatMap((statement) => statement.citations)) citation.withheld = true;
    return h("details", { class: "card withheld" },
      h("summary", {}, icon("minus"), `${plural(statements.length, "sentence")} withheld`),
      h("p", { class: "hint" }, "Not borne out by the passages cited, so not part of the answer."),
      ...statements.map((statement) =>
        h("div", { class: "withheld-one" },
          h("p", {}, h("s", {}, ...shown(statement.text)), " ", h("span", { class: "chips" }, this.chips(statement.citations))),
          h("p", { class: "reason" }, h("span", { class: "label" }, "Why"), ...shown(statement.reason ?? "The passage does not say this.")))));
  }

  disagreement(one) {
    const total = one.sides.reduce((sum, side) => sum + side.origins, 0);
    const versions = total === 1;
    const title = versions ? "Versions of one article differ" : "Articles differ";
    const voices = (side, index) => {
      if (versions) return index ? "another version" : "one version";
      return side.origins ? `${side.origins} of ${plural(total, "independent article")}` : "another version of one of these";
    };
    return h("section", { class: "card disagreement", "aria-label": title },
      h("h3", {}, title, h("span", { class: "hint" }, ` about “`, ...shown(one.about), `”`)),
      h("div", { class: "sides" }, ...one.sides.map((side, index) =>
        h("div", { class: "side" },
          h("p", { class: "side-answer" }, ...shown(side.answer)),
          h("p", { class: "hint" }, voices(side, index)),
          h("ul", {}, ...side.citations.map((citation) =>
            h("li", {}, h("span", { class: "chips" }, this.chips([citation])), " ", h("span", {}, ...shown(citation.title ?? citation.file)),
              citation.date ? h("time", { datetime: citation.date }, ` ${citation.date}`) : null)))))));
  }

  nearest(answer) {
    const { articles, passages, unreadable } = answer.searched;
    const unread = unreadable ? ` ${plural(unreadable, "file")} could not be read.` : "";
    return h("div", { class: "nearest" },
      h("p", {}, `${plural(articles, "article")} with ${plural(passages, "passage")} ${articles === 1 ? "was" : "were"} searched.${unread}`),
      ...(answer.nearest.length ? [
        h("h3", {}, "What came closest, but is no answer"),
        h("ul", {}, ...answer.nearest.map((citation) =>
          h("li", {}, h("q", {}, ...shown(short(citation.quote))), " ", h("span", { class: "chips" }, this.chips([citation]))))),
      ] : []));
  }

  sources() {
    const files = Map.groupBy(this.citations.filter((citation) => !citation.withheld), (citation) => citation.file);
    return h("ul", { class: "sources", "aria-label": "Cited articles" }, ...[...files].map(([file, citations]) => {
      const [{ title, date, chip }] = citations;
      const numbers = citations.map((citation) => this.citations.indexOf(citation) + 1).join(", ");
      return h("li", {}, h("button", { type: "button", class: "source-link", onclick: () => chip.click() },
        h("span", { class: "numbers" }, numbers), h("span", { class: "source-name" }, ...shown(title ?? file)),
        h("span", { class: "hint" }, ...shown([title ? file : null, date].filter(Boolean).join(" · ")))));
    }));
  }

  explanation(answer) {
    const { seconds, usage } = answer;
    const times = ["retrieve", "read", "draft", "verify", "total"].filter((name) => seconds[name] !== null && seconds[name] !== undefined);
    const written = usage ? spent(usage) : "No language model: every statement is a sentence of an article.";
    return h("details", { class: "explanation" },
      h("summary", {}, "How this was answered"),
      h("p", {}, `${plural(answer.searched.articles, "article")}, ${plural(answer.searched.passages, "passage")} searched. `, ...shown(written)),
      h("p", { class: "times" }, ...times.map((name) => h("span", {}, `${name} `, h("b", {}, `${(seconds[name] * 1000).toFixed(0)} ms`)))),
      ...(this.passages?.length ? [h("div", { class: "table", tabindex: "0", role: "region", "aria-label": "Passages that were found" },
        h("table", {},
          h("thead", {}, h("tr", {}, ...COLUMNS.map((name) => h("th", { scope: "col" }, name)))),
          h("tbody", {}, ...this.passages.map((passage, index) => this.passage(passage, index)))))] : []));
  }

  passage(passage, index) {
    // Kept by an earlier version, it does not say which text its place is in; a citation of the same article does.
    passage.sha256 ??= this.citations.find((citation) => citation.file === passage.file)?.sha256;
    const open = h("button", { type: "button", class: "plain", onclick: () => this.page.source.open([passage], 0, [], open) }, ...shown(passage.title ?? passage.file));
    const told = [String(index + 1), open, `${passage.start}–${passage.end}`, passage.score.toFixed(3), passage.cosine === null ? "–" : passage.cosine.toFixed(2)];
    return h("tr", {}, ...told.map((one, column) => h("td", { "data-column": COLUMNS[column] }, one)));
  }

  // -- what can be done with it

  button(name, label, onclick, properties = {}) {
    return iconButton(name, label, onclick, properties);
  }

  tools() {
    const vote = (value) => () => this.cast(this.vote === value ? 0 : value);
    this.up = this.button("thumbUp", "A good answer", vote(1), { "aria-pressed": String(this.vote === 1) });
    this.down = this.button("thumbDown", "Not a good answer", vote(-1), { "aria-pressed": String(this.vote === -1) });
    const { conversation } = this;
    const seconds = this.answer.seconds.total;
    return h("div", { class: "tools" },
      this.button("copy", "Copy with citations", () => attempt(async () => copy(await service.exported(conversation, "md", this.id), "Answer"))),
      h("a", { class: "quiet icon-button", href: service.exportPath(conversation, "md", this.id), download: "", "aria-label": "Export as Markdown", title: "Export as Markdown" }, icon("export")),
      h("a", { class: "quiet small", href: service.exportPath(conversation, "json", this.id), download: "", "aria-label": "Export as JSON", title: "Export as JSON" }, "JSON"),
      this.button("retry", "Ask again", () => this.page.chat.retry(this), { class: "again" }),
      this.button("edit", "Edit the question", () => this.page.chat.edit(this), { class: "again" }),
      h("span", { class: "spring" }),
      seconds ? h("span", { class: "hint" }, `${seconds.toFixed(2)} s`) : null,
      this.up, this.down);
  }

  noteBox() {
    const text = h("textarea", { rows: "2", placeholder: "What was right or wrong? Kept on this machine only.", "aria-label": "Note on this answer", maxlength: LONGEST_NOTE, value: this.note });
    const failure = h("p", { class: "note-failure" });
    const save = async () => {
      const failed = await this.cast(this.vote, text.value);
      failure.textContent = failed ? `Not kept: ${failed}` : "";
      if (!failed) this.closeNote();
    };
    const escape = (event) => {
      if (event.key === "Escape" && this.closeNote()) event.stopPropagation();
    };
    this.noteForm = h("form", { class: "note-form", hidden: true, onkeydown: escape, onsubmit: (event) => { event.preventDefault(); save(); } }, text,
      h("button", { type: "submit", class: "small-button" }, "Keep note"), failure);
    return this.noteForm;
  }

  /** Put the note away, with what is typed in it; whether it was open. */
  closeNote() {
    if (!this.noteForm || this.noteForm.hidden) return false;
    const within = this.noteForm.contains(document.activeElement);
    this.noteForm.hidden = true;
    if (within) (this.vote < 0 ? this.down : this.up).focus();
    return true;
  }

  /** The note that is kept, and the way to another one. */
  showNote() {
    const edit = this.button("edit", "Edit the note", () => { this.noteForm.hidden = false; this.noteForm.querySelector("textarea").focus(); });
    this.noted.replaceChildren(...(this.note ? [h("span", {}, "Your note: ", ...shown(this.note)), edit] : []));
  }

  /** Keep a vote with its note; gives what failed, or nothing. */
  async cast(vote, note = this.note) {
    try {
      await service.vote(this.id, vote, note);
    } catch (error) {
      say(error.message, true);
      return error.message;
    }
    const changed = vote !== this.vote;
    Object.assign(this, { vote, note });
    this.showNote();
    this.up.setAttribute("aria-pressed", String(vote === 1));
    this.down.setAttribute("aria-pressed", String(vote === -1));
    if (changed && vote) {
      this.noteForm.hidden = false;
      this.noteForm.querySelector("textarea").focus();
    } else if (!vote) this.noteForm.hidden = true;
    say("Kept on this machine");
    return null;
  }
}

/** What a model was asked for; an endpoint that counts no tokens says nothing of them. */
function spent({ model, requests, tokens_in: read, tokens_out: written, cost }) {
  const parts = [
    [requests, () => plural(requests, "request")], [read, () => `${plural(read, "token")} in`],
    [written, () => `${plural(written, "token")} out`], [cost, () => `$${cost.toFixed(4)}`],
  ];
  const stated = parts.filter(([count]) => count !== null && count !== undefined).map(([, said]) => said());
  return `${model}: ${stated.join(", ")}`;
}

function emphasised(statement) {
  const spans = statement.emphasis ?? [];
  const units = inUnits(statement.text, spans.flat());
  const nodes = [];
  let at = 0;
  for (let index = 0; index < units.length; index += 2) {
    nodes.push(...shown(statement.text.slice(at, units[index])), h("strong", {}, ...shown(statement.text.slice(units[index], units[index + 1]))));
    at = units[index + 1];
  }
  return [...nodes, ...shown(statement.text.slice(at))];
}
