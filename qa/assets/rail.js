// The left column: conversations with search, rename and delete, the articles, and the few settings there are.

import { attempt, h, icon, iconButton, plural, say, shown } from "./dom.js";
import { service } from "./service.js";

export class Rail {
  constructor(page, column) {
    this.page = page;
    column.setAttribute("role", "navigation");
    column.setAttribute("aria-label", "Conversations and articles");
    this.search = h("input", { type: "search", placeholder: "Search conversations", "aria-label": "Search conversations", oninput: () => this.load() });
    this.list = h("ul", { class: "conversations" });
    this.tabs = {
      chats: h("button", { type: "button", role: "tab", id: "tab-chats", "aria-controls": "panel-chats", onclick: () => this.pick("chats") }, "Conversations"),
      articles: h("button", { type: "button", role: "tab", id: "tab-articles", "aria-controls": "panel-articles", onclick: () => this.pick("articles") }, "Articles"),
    };
    this.panels = {
      chats: h("div", { role: "tabpanel", id: "panel-chats", "aria-labelledby": "tab-chats", class: "panel" }, this.search, this.list),
      articles: h("div", { role: "tabpanel", id: "panel-articles", "aria-labelledby": "tab-articles", class: "panel" }, page.articles.element),
    };
    this.standing = h("span", { class: "hint" });
    this.logout = iconButton("out", "Log out", () => attempt(async () => { await service.logout(); window.location.assign("/login"); }), { hidden: true });
    column.append(
      h("header", { class: "rail-head" }, h("span", { class: "brand" }, "Pincite"), h("span", { class: "spring" }),
        iconButton("close", "Close", () => page.showRail(false), { class: "only-narrow" })),
      h("button", { type: "button", class: "new", onclick: () => page.newConversation() }, icon("add"), "New question"),
      h("div", { role: "tablist", class: "tabs", "aria-label": "Conversations or articles", onkeydown: (event) => this.arrows(event) }, this.tabs.chats, this.tabs.articles),
      this.panels.chats, this.panels.articles,
      h("footer", { class: "rail-foot" }, this.standing, h("span", { class: "spring" }),
        h("a", { class: "quiet icon-button", href: "/api/feedback", download: "", title: "Export feedback", "aria-label": "Export feedback" }, icon("export")),
        iconButton("moon", "Light or dark", () => turnTheme()), this.logout),
    );
    this.pick("chats");
    this.load();
  }

  show(state) {
    this.standing.textContent = state.indexing && state.progress
      ? `Reading ${state.progress.articles} of ${state.progress.total}`
      : state.indexing ? "Reading the articles" : plural(state.articles, "article");
    this.logout.hidden = !state.locked;
    this.page.articles.show(state);
  }

  pick(name) {
    for (const [key, tab] of Object.entries(this.tabs)) {
      tab.setAttribute("aria-selected", String(key === name));
      tab.tabIndex = key === name ? 0 : -1;
      this.panels[key].hidden = key !== name;
    }
  }

  arrows(event) {
    if (!["ArrowLeft", "ArrowRight"].includes(event.key)) return;
    const other = this.panels.chats.hidden ? "chats" : "articles";
    this.pick(other);
    this.tabs[other].focus();
  }

  async load() {
    try {
      const turn = (this.turn = (this.turn ?? 0) + 1);
      const { conversations } = await service.conversations(this.search.value);
      if (turn !== this.turn || held(this.list, () => this.load())) return;
      this.list.replaceChildren(...conversations.map((one) => this.item(one)));
      if (!conversations.length) {
        this.list.append(h("li", { class: "empty hint" }, this.search.value ? "None found" : "What you ask is kept here, on this machine."));
      }
      this.mark(this.page.chat.conversation);
    } catch (error) {
      say(error.message, true);
    }
  }

  item({ id, title }) {
    const open = h("button", { type: "button", class: "item", onclick: () => this.page.openConversation(id) }, ...shown(title));
    const row = h("li", { "data-id": id }, open,
      h("span", { class: "item-tools" },
        iconButton("edit", `Rename “${title}”`, () => this.rename(row, id, title)),
        h("a", { class: "quiet icon-button", href: service.exportPath(id, "md"), download: "", "aria-label": `Export “${title}” as Markdown`, title: "Export as Markdown" }, icon("export")),
        h("a", { class: "quiet small", href: service.exportPath(id, "json"), download: "", "aria-label": `Export “${title}” as JSON`, title: "Export as JSON" }, "JSON"),
        iconButton("remove", `Delete “${title}”`, () => confirmIn(row, "Delete this conversation?", () => this.remove(id)))));
    return row;
  }

  rename(row, id, title) {
    const input = h("input", { class: "rename", value: title, "aria-label": "Title", maxlength: "120" });
    const done = async (keep) => {
      if (input.done) return;
      input.done = true;
      delete row.dataset.open;
      if (keep && input.value.trim()) await service.rename(id, input.value).catch((error) => say(error.message, true));
      await this.load();
      this.list.querySelector(`[data-id="${id}"] .item`)?.focus();
    };
    input.addEventListener("keydown", (event) => {
      if (event.key === "Enter") done(true);
      if (event.key === "Escape") { event.stopPropagation(); done(false); }
    });
    input.addEventListener("blur", () => done(true));
    row.dataset.open = "";
    row.replaceChildren(input);
    input.select();
  }

  async remove(id) {
    this.page.chat.drop(id);
    await service.forget(id).catch((error) => say(error.message, true));
    if (this.page.chat.conversation === id) this.page.newConversation();
    await this.load();
    this.search.focus();
  }

  mark(id) {
    for (const row of this.list.children) {
      const item = row.querySelector(".item");
      if (id && row.dataset.id === id) item?.setAttribute("aria-current", "true");
      else item?.removeAttribute("aria-current");
    }
  }
}

/** Whether somebody is at work in a row of `list`, which must not be drawn anew under their hands; `then` is called when it is free. */
export function held(list, then) {
  if (!list.querySelector("[data-open]")) return false;
  list.addEventListener("free", then, { once: true });
  return true;
}

/** Ask in the row itself before something goes for good. */
export function confirmIn(row, question, work, word = "Delete") {
  const before = [...row.childNodes];
  const free = () => delete row.dataset.open;
  const keep = h("button", { type: "button", class: "small-button", onclick: () => { free(); row.replaceChildren(...before); row.querySelector("button")?.focus(); row.dispatchEvent(new Event("free", { bubbles: true })); } }, "Keep");
  const act = h("button", { type: "button", class: "small-button danger", onclick: () => { free(); act.disabled = true; work(); } }, word);
  row.dataset.open = "";
  row.replaceChildren(h("div", { class: "confirm", role: "alertdialog", "aria-label": question }, h("p", {}, question), act, keep));
  row.addEventListener("keydown", (event) => { if (event.key === "Escape" && keep.isConnected) { event.stopPropagation(); keep.click(); } });
  keep.focus();
}

function turnTheme() {
  const dark = document.documentElement.dataset.theme
    ? document.documentElement.dataset.theme === "dark"
    : window.matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.dataset.theme = dark ? "light" : "dark";
  localStorage.setItem("pincite-theme", dark ? "light" : "dark");
}
