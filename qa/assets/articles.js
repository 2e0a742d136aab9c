// The articles: drop files, name a folder, see what failed and why; filters that also restrict the answers.

import { h, icon, iconButton, plural, say, shown } from "./dom.js";
import { confirmIn, held } from "./rail.js";
import { Refused, service } from "./service.js";

const AT_ONCE = 4;
// As the answer to a question within such filters says it.
export const NOTHING = "No article is within these filters; widen them.";

export class Articles {
  constructor(page) {
    this.page = page;
    this.picked = new Set();
    this.nothing = false;
    const changed = () => this.load();
    this.named = h("input", { type: "search", placeholder: "Search articles", "aria-label": "Search articles", oninput: changed });
    this.source = h("select", { "aria-label": "Source", onchange: changed }, h("option", { value: "" }, "Every source"));
    this.since = h("input", { type: "date", "aria-label": "Dated this day or later", onchange: changed });
    this.until = h("input", { type: "date", "aria-label": "Dated this day or earlier", onchange: changed });
    this.asOf = h("input", { type: "date", "aria-label": "As of this day", title: "Nothing dated later counts, and the news of the days before it counts first", onchange: changed });
    this.chooser = h("input", { type: "file", multiple: true, accept: ".txt,.text,.md,.markdown", class: "offscreen", tabindex: "-1", "aria-label": "Files to add", onchange: () => { this.add([...this.chooser.files]); this.chooser.value = ""; } });
    this.drop = h("button", { type: "button", class: "drop", onclick: () => this.chooser.click() }, icon("add"), h("span", {}, "Drop files, or choose"));
    this.path = h("input", { type: "text", placeholder: "Path of a folder", "aria-label": "Path of a folder on the server" });
    this.folder = h("form", { class: "folder", hidden: true, onsubmit: (event) => { event.preventDefault(); this.bring([], this.path.value); } }, this.path, h("button", { type: "submit", class: "small-button" }, "Add"));
    this.report = h("div", { class: "report", role: "status" });
    this.list = h("ul", { class: "articles" });
    this.count = h("p", { class: "hint counted", role: "status" });
    this.element = h("div", { class: "library" }, this.drop, this.chooser, this.folder, this.report, this.named,
      h("div", { class: "restrict" }, this.source, h("label", { class: "hint" }, "from", this.since), h("label", { class: "hint" }, "to", this.until), h("label", { class: "hint" }, "as of", this.asOf)), this.count, this.list);
    this.veil = h("div", { class: "drop-veil", hidden: true }, "Drop to add to the articles");
    document.body.append(this.veil);
    this.listen();
  }

  show({ editor, folders }) {
    this.editor = editor;
    this.drop.hidden = !editor;
    this.folder.hidden = !editor || !folders;
    if (folders) this.path.placeholder = `A folder below ${folders}`;
  }

  /** What the filters mean for a question. */
  restriction() {
    return {
      files: [...this.picked], sources: this.source.value ? [this.source.value] : [],
      since: this.since.value || null, until: this.until.value || null, named: this.named.value.trim(),
      as_of: this.asOf.value || null,
    };
  }

  pills() {
    const lift = (element) => () => { element.value = ""; this.load(); };
    const pills = [];
    if (this.picked.size) pills.push({ text: `Only ${this.picked.size === 1 ? [...this.picked][0] : plural(this.picked.size, "article")}`, lift: () => { this.picked.clear(); this.load(); } });
    const { named } = this.restriction();
    if (named) pills.push({ text: `Named “${named}”`, lift: lift(this.named) });
    if (this.source.value) pills.push({ text: `Only ${this.source.value}`, lift: lift(this.source) });
    if (this.since.value) pills.push({ text: `From ${this.since.value}`, lift: lift(this.since) });
    if (this.until.value) pills.push({ text: `To ${this.until.value}`, lift: lift(this.until) });
    if (this.asOf.value) pills.push({ text: `As of ${this.asOf.value}`, lift: lift(this.asOf) });
    return pills;
  }

  async load() {
    // At once, whatever becomes of the list: they restrict what is asked from now on.
    this.page.chat?.showFilters();
    try {
      const { sources: [source = ""], since, until, named, as_of } = this.restriction();
      const turn = (this.turn = (this.turn ?? 0) + 1);
      const found = await service.articles({ named, source, since, until, as_of });
      // A later call has more to say, whichever reply came first.
      if (turn !== this.turn || held(this.list, () => this.load())) return;
      this.source.replaceChildren(h("option", { value: "" }, "Every source"), ...found.sources.map((name) => h("option", { value: name }, name)));
      this.source.value = source;
      this.found = { total: found.total, files: new Set(found.articles.map((article) => article.file)) };
      this.tally();
      this.list.replaceChildren(...found.articles.map((article) => this.item(article)), ...Object.entries(found.failed).map(([file, reason]) => failedItem(file, reason)));
    } catch (error) {
      say(error.message, true);
    }
  }

  /** How many articles the list has, and whether the filters leave any to answer from: said before a question is asked in vain. */
  tally() {
    const { total, files } = this.found;
    const left = this.picked.size ? [...this.picked].some((file) => files.has(file)) : files.size > 0;
    this.nothing = total > 0 && !left;
    const counted = files.size === total ? plural(total, "article") : `${files.size} of ${plural(total, "article")}`;
    this.count.textContent = this.nothing ? `${counted}. ${NOTHING}` : counted;
    this.page.chat?.showFilters();
  }

  pick(file, picked) {
    if (picked) this.picked.add(file);
    else this.picked.delete(file);
    this.tally();
  }

  item(article) {
    const name = article.title ?? article.file;
    const check = h("input", { type: "checkbox", checked: this.picked.has(article.file), "aria-label": `Answer only from ${name}`, title: "Answer only from this",
      onchange: () => this.pick(article.file, check.checked) });
    const open = h("button", { type: "button", class: "item", onclick: () => { this.page.showRail(false); this.page.source.openArticle(article.file, open); } },
      h("span", { class: "item-name" }, ...shown(name)),
      h("span", { class: "hint" }, ...shown([article.date, article.source, article.title ? article.file : plural(article.passages, "passage")].filter(Boolean).join(" · "))));
    const row = h("li", {}, check, open, this.editor
      ? h("span", { class: "item-tools" }, iconButton("remove", `Remove ${name}`, () => confirmIn(row, `Delete ${article.file} from the folder, with its text?`, () => this.remove(article.file, row))))
      : null);
    return row;
  }

  async remove(file, row) {
    const place = [...this.list.children].indexOf(row);
    try {
      await service.remove(file);
      this.picked.delete(file);
      this.page.source.forget(file);
      say(`${file} is removed`);
    } catch (error) {
      say(error.message, true);
    }
    await this.page.refresh();
    await this.load();
    if (this.page.chat.conversation) await this.page.openFromAddress();
    const items = [...this.list.querySelectorAll("button.item")];
    // The keyboard was in the row, unless it has gone elsewhere meanwhile.
    if (document.activeElement === document.body) (items[place] ?? items.at(-1) ?? this.named).focus();
  }

  /** Send files a few at a time, then have them read; each failure stands there with its reason. */
  async add(files) {
    if (!files.length) return;
    const uploads = [];
    const failed = [];
    let sent = 0;
    const waiting = [...files];
    const send = async () => {
      for (let file = waiting.shift(); file; file = waiting.shift()) {
        try {
          if (file.size > this.page.state.largest_upload) throw new Refused(`it is over the limit of ${this.page.state.largest_upload / 1e6} MB`);
          uploads.push((await service.upload(file)).upload);
        } catch (error) {
          failed.push([file.name, error.message]);
        }
        sent += 1;
        this.tell(`Sending ${sent} of ${plural(files.length, "file")}`, sent / files.length);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, send));
    await this.bring(uploads, null, failed);
  }

  async bring(uploads, folder, failed = []) {
    let done = { added: [], present: [], failed: [] };
    try {
      if (uploads.length || folder) {
        this.tell("Reading", null);
        for await (const [name, data] of service.add({ uploads, folder })) {
          if (name === "progress") this.tell(`Indexing ${data.articles} of ${plural(data.total, "article")}`, data.total ? data.articles / data.total : null);
          else if (name === "done") done = data;
          else if (name === "error") throw new Refused(data.error);
        }
      }
    } catch (error) {
      failed.push([folder ?? "The articles", error.message]);
    }
    this.page.source.renew();
    this.sum(done, [...failed, ...done.failed]);
    await this.page.refresh();
    await this.load();
  }

  tell(text, share) {
    const bar = h("progress", { "aria-label": text });
    if (share !== null) bar.value = share;
    this.report.replaceChildren(h("p", {}, text), bar);
  }

  sum({ added, present }, failed) {
    const parts = [];
    if (added.length) parts.push(`${plural(added.length, "article")} added`);
    if (present.length) parts.push(`${present.length} already there`);
    if (failed.length && added.length) parts.push(`${failed.length} not`);
    else if (failed.length && present.length) parts.push(`${failed.length} not added`);
    else if (failed.length) parts.push(failed.length === 1 ? "Not added" : `None of ${failed.length} added`);
    this.report.replaceChildren(
      h("p", { class: "sum" }, parts.join(", ") || "Nothing added", iconButton("close", "Dismiss", () => this.report.replaceChildren())),
      ...(failed.length ? [h("ul", { class: "failures" }, ...failed.map(([file, reason]) => h("li", {}, h("b", {}, ...shown(file)), ": ", ...shown(reason))))] : []),
    );
  }

  listen() {
    let depth = 0;
    const files = (event) => this.editor && event.dataTransfer?.types.includes("Files");
    const show = (on) => { this.veil.hidden = !on; };
    document.addEventListener("dragenter", (event) => { if (files(event)) { depth += 1; show(true); } });
    document.addEventListener("dragleave", (event) => { if (files(event)) { depth -= 1; if (depth <= 0) show(false); } });
    document.addEventListener("dragover", (event) => { if (files(event)) event.preventDefault(); });
    document.addEventListener("drop", (event) => {
      if (!files(event)) return;
      event.preventDefault();
      depth = 0;
      show(false);
      this.page.rail.pick("articles");
      this.add([...event.dataTransfer.files]);
    });
  }
}

function failedItem(file, reason) {
  return h("li", { class: "unread" }, h("span", { class: "item" }, h("span", { class: "item-name" }, ...shown(file)), h("span", { class: "hint" }, "Not read: ", ...shown(reason))));
}
