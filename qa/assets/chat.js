// The conversation and the box under it: ask, stop, ask again, edit; answers grow downwards and move nothing above them.

import { AnswerView } from "./answer.js";
import { NOTHING } from "./articles.js";
import { h, icon, iconButton, plural, say, shown } from "./dom.js";
import { service } from "./service.js";

// Milliseconds. The button's second click of a double click is not meant for what the first one made of it.
const DOUBLE_CLICK = 400;
const POLL = 700;
// As `qa/scope.py` has it.
const LONGEST_QUESTION = 2000;

export class Chat {
  constructor(page, column) {
    this.page = page;
    this.turns = [];
    this.conversation = null;
    // What is being answered, in whichever conversation.
    this.running = new Set();
    this.opening = false;
    // What was in the box before a question came into it to be edited.
    this.draft = "";
    this.stops = false;
    this.switched = -Infinity;
    column.setAttribute("role", "region");
    column.setAttribute("aria-label", "Questions and answers");
    this.welcome = h("div", { class: "welcome" });
    this.stream = h("div", { class: "stream" });
    this.scroller = h("div", { class: "scroller", tabindex: "-1" }, this.welcome, this.stream);
    this.box = h("textarea", {
      rows: "1", class: "box", placeholder: "Ask the articles", "aria-label": "Your question", "aria-describedby": "overlong",
      onkeydown: (event) => this.key(event), oninput: () => this.grow(),
    });
    this.button = h("button", { type: "button", class: "send", "aria-label": "Ask", title: "Ask (Enter)", onclick: () => this.press() }, icon("send"));
    this.filters = h("div", { class: "filters" });
    this.overlong = h("p", { class: "overlong", id: "overlong", role: "status" });
    this.composer = h("div", { class: "composer" }, this.filters, this.overlong, h("div", { class: "field" }, this.box, this.button));
    this.top = h("header", { class: "top" },
      iconButton("menu", "Conversations and articles", () => this.page.showRail(true), { class: "menu" }),
      h("span", { class: "brand" }, "Pincite"), h("span", { class: "spring" }),
      iconButton("add", "New question", () => this.page.newConversation()));
    column.append(this.top, this.scroller, this.composer);
  }

  show(state) {
    this.greet();
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

  /** Nothing to see of any conversation, or of `conversation` as long as it is being fetched; what is being answered goes on. */
  clear(conversation = null) {
    this.turns = [];
    this.conversation = conversation;
    this.opening = Boolean(conversation);
    if (this.replacing) this.discard();
    this.stream.replaceChildren();
    this.last();
  }

  /** A conversation as the server keeps it, and after that what is still being answered in it. */
  open({ id, turns, waiting }) {
    const again = !this.opening && id === this.conversation;
    const top = this.scroller.scrollTop;
    const running = [...this.running].find((view) => view.conversation === id);
    // Looked at again before its answer has come, what is shown of it may have changed by then, too.
    if (running && again) running.stale = true;
    this.page.source.renew();
    this.conversation = id;
    this.opening = false;
    this.turns = turns.map((turn) => new AnswerView(this.page, turn.answer.question, { ...turn, conversation: id }));
    this.stream.replaceChildren(...this.turns.map((turn) => turn.element));
    if (running) this.append(running);
    else if (waiting) this.wait(id, waiting);
    this.last();
    this.scroller.scrollTop = again ? top : this.scroller.scrollHeight;
  }

  /** A question without an answer: one that another tab asks, or one whose answer was interrupted. */
  wait(id, { question, replaces, running }) {
    const view = new AnswerView(this.page, question);
    Object.assign(view, { conversation: id, replaces });
    if (running) {
      view.work("still being answered");
      this.append(view);
      this.watch(view);
    } else {
      view.failed("This answer was interrupted.");
      // The answer that it was to replace is still there.
      this.turns.push(view);
      this.stream.append(view.element);
    }
  }

  /** Look until another tab's answer is there, as long as somebody waits for it. */
  watch(view) {
    setTimeout(async () => {
      if (this.turns.at(-1) !== view) return;
      try {
        const found = await service.conversation(view.conversation);
        if (this.turns.at(-1) !== view) return;
        if (found.waiting?.running) this.watch(view);
        else this.open(found);
      } catch (error) {
        view.failed(error.message);
      }
    }, POLL);
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

  /** Leave what is in the box, and the turn that it was to replace; what was there before comes back. */
  discard() {
    this.replacing = null;
    this.box.value = this.draft;
    this.draft = "";
    this.grow();
    this.showFilters();
  }

  /** Leave whatever is in the box. */
  empty() {
    this.draft = "";
    this.discard();
  }

  grow() {
    this.box.style.height = "auto";
    this.box.style.height = `${Math.min(this.box.scrollHeight, 180)}px`;
    // In code points, as the server counts.
    const length = [...this.box.value.trim()].length;
    this.tooLong = length > LONGEST_QUESTION;
    this.overlong.textContent = this.tooLong
      ? `This question has ${length.toLocaleString("en")} characters, and at most ${LONGEST_QUESTION.toLocaleString("en")} can be asked; shorten it.`
      : "";
    this.box.setAttribute("aria-invalid", String(this.tooLong));
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
    if (!question || this.tooLong) return undefined;
    const replaced = this.replacing;
    this.discard();
    return this.ask(question, replaced);
  }

  retry(view) {
    this.ask(view.question, view);
  }

  edit(view) {
    if (!this.replacing) this.draft = this.box.value;
    this.replacing = view;
    this.box.value = view.question;
    this.grow();
    this.showFilters();
    this.box.focus();
  }

  /** Ask; with `replaced`, the last turn, in its place. */
  async ask(question, replaced = null) {
    // An example that is clicked twice is asked once.
    if (this.working && this.working !== replaced?.running) return;
    this.stop();
    this.page.showRail(false);
    if (replaced) {
      this.turns.pop().element.remove();
      // A turn that is gone is edited no longer; what was typed is a question of its own.
      this.replacing = null;
      this.showFilters();
    }
    const view = new AnswerView(this.page, question);
    view.conversation = this.conversation;
    // What was stopped or failed was not kept: asked again, it still takes the place of the turn that it was to replace.
    view.replaces = replaced?.id ?? replaced?.replaces ?? null;
    this.append(view);
    view.running = new AbortController();
    this.running.add(view);
    this.last();
    view.element.scrollIntoView({ block: "start" });
    await this.follow(view);
    this.running.delete(view);
    view.running = null;
    this.switch();
  }

  /** Show an answer as it comes, whether anybody looks at it or not. */
  async follow(view) {
    const asked = { question: view.question, ...this.page.articles.restriction(), conversation: view.conversation, replaces: view.replaces };
    try {
      let ended = false;
      for await (const [name, data] of service.ask(asked, view.running.signal)) {
        if (name === "begun") this.begun(view, data);
        else if (name === "place") view.place(data.number);
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
    }
  }

  /** At the end, and in the place of the turn that it replaces. */
  append(view) {
    const replaced = this.turns.find((turn) => turn.id && turn.id === view.replaces);
    replaced?.element.remove();
    this.turns = [...this.turns.filter((turn) => turn !== replaced), view];
    this.stream.append(view.element);
  }

  begun(view, { conversation }) {
    const deleted = view.conversation && view.conversation !== conversation;
    view.conversation = conversation;
    if (this.turns.includes(view)) {
      if (deleted) {
        say("This conversation was deleted elsewhere; the question begins a new one.", true);
        view.replaces = null;
        this.turns = [view];
        this.stream.replaceChildren(view.element);
      }
      this.conversation = conversation;
      this.page.address(conversation);
    }
    this.page.rail.load();
  }

  kept(view, { turn }) {
    view.kept(turn);
    this.page.rail.load();
    // What was fetched meanwhile, or is being fetched, may be from before.
    if (view.conversation === this.conversation && (view.stale || this.page.opening || !this.turns.includes(view))) {
      this.running.delete(view);
      this.page.openFromAddress();
    }
  }

  /** What is being answered where one looks. */
  get working() {
    return this.turns.at(-1)?.running ?? null;
  }

  /** Stop what is being answered; whether there was anything. */
  stop() {
    const view = this.turns.at(-1);
    // A whole answer is only being kept yet.
    if (!view?.running || view.answer) return false;
    view.running.abort();
    view.running = null;
    this.running.delete(view);
    this.switch();
    return true;
  }

  /** What belongs to a conversation that is deleted is stopped. */
  drop(conversation) {
    for (const view of this.running) if (view.conversation === conversation) view.running.abort();
  }

  switch() {
    const working = Boolean(this.working);
    if (working === this.stops) return;
    this.stops = working;
    this.switched = performance.now();
    this.button.replaceChildren(icon(working ? "stop" : "send"));
    this.button.setAttribute("aria-label", working ? "Stop" : "Ask");
    this.button.title = working ? "Stop (Escape)" : "Ask (Enter)";
  }

  /** Which turn is the last: under its question is room for its answer to grow into. */
  last() {
    for (const turn of this.turns) turn.element.classList.toggle("last", turn === this.turns.at(-1));
    this.greet();
    this.switch();
  }

  greet() {
    this.welcome.hidden = this.turns.length > 0 || this.opening;
  }

  /** Mark the chip whose citation is shown, or none. */
  mark(chip) {
    for (const one of this.scroller.querySelectorAll("[aria-current]")) one.removeAttribute("aria-current");
    chip?.setAttribute("aria-current", "true");
  }

  /** What restricts the next answer, each with a way to lift it. */
  showFilters() {
    const pills = this.page.articles.pills();
    if (this.replacing) pills.push({ text: "Editing the question", lift: () => this.discard() });
    const focused = this.filters.contains(document.activeElement);
    this.filters.replaceChildren(
      ...pills.map(({ text, lift }) =>
        h("span", { class: "pill" }, h("span", { class: "pill-text", title: text }, ...shown(text)), iconButton("close", `Lift: ${text}`, () => { lift(); this.showFilters(); }))),
      ...(this.page.articles.nothing ? [h("p", { class: "nothing" }, NOTHING)] : []),
    );
    if (focused) (this.filters.querySelector("button") ?? this.box).focus();
  }
}
