// The conversation and the box under it: ask, stop, ask again, edit; answers grow downwards and move nothing above them.

import { AnswerView } from "./answer.js";
import { h, icon, iconButton, plural, say, shown } from "./dom.js";
import { service } from "./service.js";

// Milliseconds. The button's second click of a double click is not meant for what the first one made of it.
const DOUBLE_CLICK = 400;

export class Chat {
  constructor(page, column) {
    this.page = page;
    this.turns = [];
    this.conversation = null;
    this.stops = false;
    this.switched = -Infinity;
    column.setAttribute("role", "region");
    column.setAttribute("aria-label", "Questions and answers");
    this.welcome = h("div", { class: "welcome" });
    this.stream = h("div", { class: "stream" });
    this.scroller = h("div", { class: "scroller", tabindex: "-1" }, this.welcome, this.stream);
    this.box = h("textarea", {
      rows: "1", class: "box", placeholder: "Ask the articles", "aria-label": "Your question", maxlength: "2000",
      onkeydown: (event) => this.key(event), oninput: () => this.grow(),
    });
    this.button = h("button", { type: "button", class: "send", "aria-label": "Ask", title: "Ask (Enter)", onclick: () => this.press() }, icon("send"));
    this.filters = h("div", { class: "filters" });
    this.composer = h("div", { class: "composer" }, this.filters, h("div", { class: "field" }, this.box, this.button));
    this.top = h("header", { class: "top" },
      iconButton("menu", "Conversations and articles", () => this.page.showRail(true), { class: "menu" }),
      h("span", { class: "brand" }, "Pincite"), h("span", { class: "spring" }),
      iconButton("add", "New question", () => this.page.newConversation()));
    column.append(this.top, this.scroller, this.composer);
  }

  show(state) {
    this.welcome.hidden = this.turns.length > 0;
    const done = state.progress ? `${state.progress.articles} of ${state.progress.total} articles` : "";
    const standing = state.indexing
      ? `Reading the articles … ${done}`
      : state.articles
        ? `${plural(state.articles, "article")} in “${state.folder}”. Every sentence of an answer leads to the passage it rests on.`
        : state.editor ? "No articles yet. Drop .txt or .md files anywhere on this page." : "There are no articles here yet.";
    this.welcome.replaceChildren(
      h("h1", {}, "Ask the articles"),
      h("p", { class: "standing", role: "status" }, standing),
      h("ul", { class: "examples", "aria-label": "Questions to begin with" }, ...state.questions.map((question) =>
        h("li", {}, h("button", { type: "button", class: "example", onclick: () => this.ask(question) }, ...shown(question))))),
    );
  }

  clear() {
    this.stop();
    this.turns = [];
    this.conversation = null;
    if (this.replacing) this.discard();
    this.stream.replaceChildren();
    this.welcome.hidden = false;
  }

  open({ id, turns }) {
    this.clear();
    this.page.source.renew();
    this.conversation = id;
    this.turns = turns.map((turn) => new AnswerView(this.page, turn.answer.question, turn));
    this.stream.replaceChildren(...this.turns.map((turn) => turn.element));
    this.welcome.hidden = this.turns.length > 0;
    this.last();
    this.scroller.scrollTop = this.scroller.scrollHeight;
  }

  focus() {
    if (!this.page.phone) this.box.focus();
  }

  key(event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.submit();
    } else if (event.key === "ArrowUp" && !this.box.value && this.turns.length) {
      event.preventDefault();
      this.edit(this.turns.at(-1));
    } else if (event.key === "Escape" && this.replacing) {
      event.stopPropagation();
      this.discard();
    }
  }

  /** Leave what is in the box, and the turn that it was to replace. */
  discard() {
    this.replacing = null;
    this.box.value = "";
    this.grow();
    this.showFilters();
  }

  grow() {
    this.box.style.height = "auto";
    this.box.style.height = `${Math.min(this.box.scrollHeight, 180)}px`;
  }

  /** The button: what it shows, it does. */
  press() {
    if (performance.now() - this.switched < DOUBLE_CLICK) return;
    if (this.working) this.stop();
    else this.submit();
  }

  /** Ask what is in the box. While an answer comes it stays there, unless it is that answer's question, edited. */
  submit() {
    if (this.working && this.replacing?.running !== this.working) return say("This answer is not whole yet; Escape stops it.");
    const question = this.box.value.trim();
    if (!question) return undefined;
    this.box.value = "";
    this.grow();
    const replaced = this.replacing;
    this.replacing = null;
    this.showFilters();
    return this.ask(question, replaced);
  }

  retry(view) {
    this.ask(view.question, view);
  }

  edit(view) {
    this.replacing = view;
    this.box.value = view.question;
    this.grow();
    this.showFilters();
    this.box.focus();
  }

  /** Ask; with `replaced` in the place of that turn and whatever came after it. */
  async ask(question, replaced = null) {
    // An example that is clicked twice is asked once.
    if (this.working && this.working !== replaced?.running) return;
    this.stop();
    this.page.showRail(false);
    if (replaced) {
      for (const turn of this.turns.splice(this.turns.indexOf(replaced))) turn.element.remove();
      // A turn that is gone is edited no longer; what was typed is a question of its own.
      if (this.replacing && !this.turns.includes(this.replacing)) this.replacing = null;
      this.showFilters();
    }
    const view = new AnswerView(this.page, question);
    // What was stopped or failed was not kept: asked again, it still takes the place of the turn that it was to replace.
    view.replaces = replaced?.id ?? replaced?.replaces ?? null;
    this.turns.push(view);
    this.welcome.hidden = true;
    this.stream.append(view.element);
    this.last();
    view.element.scrollIntoView({ block: "start" });
    const work = new AbortController();
    this.working = view.running = work;
    this.switch(true);
    const asked = { question, ...this.page.articles.restriction(), conversation: this.conversation, replaces: view.replaces };
    try {
      let ended = false;
      for await (const [name, data] of service.ask(asked, work.signal)) {
        if (name === "place") view.place(data.number);
        else if (name === "step") view.step(data);
        else if (name === "statement") view.add(data);
        else if (name === "answer") view.finish(data);
        else if (name === "kept") this.kept(view, data);
        else if (name === "error") view.failed(data.error);
        ended ||= name === "answer" || name === "error";
      }
      if (!ended) view.failed("The server ended before the answer did.");
    } catch (error) {
      if (error.name === "AbortError") view.stopped();
      else view.failed(error.message);
    } finally {
      if (this.working === work) {
        this.working = null;
        this.switch(false);
      }
    }
  }

  kept(view, { conversation, turn }) {
    this.conversation = conversation;
    view.kept(turn);
    this.page.address(conversation);
    this.page.rail.load();
  }

  /** Stop what is being answered; whether there was anything. */
  stop() {
    const had = Boolean(this.working);
    this.working?.abort();
    this.working = null;
    this.switch(false);
    return had;
  }

  switch(working) {
    if (working !== this.stops) this.switched = performance.now();
    this.stops = working;
    this.button.replaceChildren(icon(working ? "stop" : "send"));
    this.button.setAttribute("aria-label", working ? "Stop" : "Ask");
    this.button.title = working ? "Stop (Escape)" : "Ask (Enter)";
  }

  /** Room under the last question for its answer to grow into. */
  last() {
    for (const turn of this.turns) turn.element.classList.toggle("last", turn === this.turns.at(-1));
  }

  unmark() {
    for (const chip of this.scroller.querySelectorAll("[aria-current]")) chip.removeAttribute("aria-current");
  }

  /** What restricts the next answer, each with a way to lift it. */
  showFilters() {
    const pills = this.page.articles.pills();
    if (this.replacing) pills.push({ text: "Editing the question", lift: () => this.discard() });
    this.filters.replaceChildren(...pills.map(({ text, lift }) =>
      h("span", { class: "pill" }, ...shown(text), iconButton("close", `Lift: ${text}`, () => { lift(); this.showFilters(); }))));
  }
}
