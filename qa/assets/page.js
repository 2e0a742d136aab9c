// Fills the three columns of Gradio's frame as soon as they are there, and joins the parts.

import { Articles } from "./articles.js";
import { Chat } from "./chat.js";
import { h, say } from "./dom.js";
import { Rail } from "./rail.js";
import { service } from "./service.js";
import { Source } from "./source.js";

const PHONE = window.matchMedia("(max-width: 760px)");
const NARROW = window.matchMedia("(max-width: 1100px)");
const POLL = 700;

class Page {
  constructor(columns) {
    this.columns = columns;
    this.state = { questions: [], articles: 0 };
    this.source = new Source(this, columns.source);
    this.articles = new Articles(this);
    this.chat = new Chat(this, columns.chat);
    this.rail = new Rail(this, columns.rail);
    this.veil = document.body.appendChild(h("div", { class: "veil", onclick: () => this.showRail(false) }));
    document.addEventListener("keydown", (event) => this.key(event));
    for (const media of [PHONE, NARROW]) media.addEventListener("change", () => this.fit());
    this.fit();
    window.addEventListener("popstate", () => this.openFromAddress());
  }

  async start() {
    try {
      await this.refresh();
    } catch (error) {
      say(error.message, true);
      this.later();
    }
    document.documentElement.classList.add("ready");
    await this.openFromAddress();
    this.chat.focus();
  }

  /** What the server holds; asked again while it is indexing. */
  async refresh() {
    const before = this.state;
    this.state = await service.state();
    // First who may change what: each row of the list is made for them.
    this.rail.show(this.state);
    this.chat.show(this.state);
    if (before.articles !== this.state.articles || before.indexing !== this.state.indexing) await this.articles.load();
    if (this.state.failed && this.state.failed !== before.failed) say(this.state.failed, true);
    clearTimeout(this.timer);
    const waiting = this.state.indexing || (this.state.articles > 0 && !this.state.questions.length);
    this.polls = waiting ? (this.polls ?? 0) + 1 : 0;
    // Questions may never come (nothing in the articles fits): waiting for them ends.
    if (this.state.indexing || (waiting && this.polls < 40)) this.later();
  }

  /** Ask again soon, and once more where no reply comes: a server that is busy is not one that is done. */
  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.refresh().catch(() => this.later()), POLL);
  }

  async openFromAddress() {
    const id = addressed();
    const turn = this.turned();
    if (!id) {
      this.rail.mark(null);
      return this.chat.clear();
    }
    if (id !== this.chat.conversation) {
      // What is in the box was for the one before.
      this.chat.empty();
      this.chat.clear(id);
    }
    this.rail.mark(id);
    this.opening = true;
    try {
      const found = await service.conversation(id);
      // Somebody has gone elsewhere meanwhile.
      if (turn !== this.turn) return;
      this.chat.open(found);
    } catch (error) {
      if (turn !== this.turn) return;
      say(error.message, true);
      this.address(null);
      this.chat.clear();
      this.rail.load();
    }
    this.opening = false;
  }

  /** Whatever is being opened is wanted no longer. */
  turned() {
    this.opening = false;
    this.turn = (this.turn ?? 0) + 1;
    return this.turn;
  }

  /** The conversation in the address: a reload comes back to it, and so does the browser's Back where this is a `step`. */
  address(id, step = false) {
    if (id !== addressed()) {
      this.turned();
      window.history[step ? "pushState" : "replaceState"](null, "", id ? `/?c=${id}` : "/");
    }
    this.rail.mark(id);
  }

  async openConversation(id) {
    this.address(id, true);
    this.showRail(false);
    await this.openFromAddress();
  }

  newConversation() {
    this.address(null, true);
    this.chat.clear();
    this.source.close();
    this.showRail(false);
    this.chat.focus();
  }

  get phone() {
    return PHONE.matches;
  }

  showRail(open) {
    const html = document.documentElement.classList;
    const { rail, chat, source } = this.columns;
    const focused = document.activeElement;
    const orphaned = NARROW.matches && html.contains("rail-open") && !open && (rail.contains(focused) || focused === document.body);
    html.toggle("rail-open", open);
    rail.inert = NARROW.matches && !open;
    if (NARROW.matches) chat.inert = open;
    if (this.phone) source.inert = open;
    if (open) rail.querySelector("button, input")?.focus();
    if (orphaned) this.focusChat();
  }

  /** For a keyboard whose place is gone: to the button of the drawer, where there is one, for the box would bring up a phone's keys. */
  focusChat() {
    const menu = this.columns.chat.querySelector(".menu");
    (menu.checkVisibility() ? menu : this.chat.box).focus();
  }

  /** On a phone the article lies over the chat: what is under it is out of reach. */
  showSource(open) {
    document.documentElement.classList.toggle("source-open", open);
    this.columns.source.inert = !open;
    this.fit();
  }

  fit() {
    const html = document.documentElement.classList;
    this.columns.rail.inert = NARROW.matches && !html.contains("rail-open");
    this.columns.chat.inert =
      (NARROW.matches && html.contains("rail-open")) || (this.phone && html.contains("source-open"));
  }

  /** Put away a note that is open, unless it is under the article; whether there was one. */
  closeNote() {
    return !this.columns.chat.inert && this.chat.turns.some((turn) => turn.closeNote());
  }

  key(event) {
    if (event.key === "Escape") {
      if (document.documentElement.classList.contains("rail-open")) this.showRail(false);
      else if (!this.chat.stop() && !this.closeNote() && this.source.isOpen) this.source.close(true);
    }
    const writing = event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key === "/" && !writing && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      this.chat.focus();
    }
  }
}

const addressed = () => new URLSearchParams(window.location.search).get("c");

function begin() {
  const columns = Object.fromEntries(["rail", "chat", "source"].map((id) => [id, document.getElementById(id)]));
  if (!Object.values(columns).every(Boolean)) return false;
  document.title = "Pincite";
  new Page(columns).start();
  return true;
}

const theme = localStorage.getItem("pincite-theme");
if (theme) document.documentElement.dataset.theme = theme;
if (!begin()) {
  const observer = new MutationObserver(() => begin() && observer.disconnect());
  observer.observe(document.documentElement, { childList: true, subtree: true });
}
