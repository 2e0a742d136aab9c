// Elements are made, never parsed: what comes from an article or a model reaches the page as text nodes alone.

const SVG = "http://www.w3.org/2000/svg";
const ICONS = {
  add: "M12 5v14M5 12h14",
  back: "M15 6l-6 6 6 6",
  check: "M5 12.5l4.5 4.5L19 7.5",
  close: "M6 6l12 12M18 6L6 18",
  copy: "M9 9h10v10H9zM5 15V5h10",
  down: "M6 9l6 6 6-6",
  edit: "M4 20h4L19 9l-4-4L4 16z",
  export: "M12 4v11M7.5 10.5L12 15l4.5-4.5M5 19h14",
  forward: "M9 6l6 6-6 6",
  menu: "M4 7h16M4 12h16M4 17h16",
  minus: "M6 12h12",
  moon: "M20 14.5A8 8 0 0 1 9.5 4a8 8 0 1 0 10.5 10.5z",
  out: "M10 5H5v14h5M14 8l4 4-4 4M18 12H9",
  remove: "M5 7h14M10 7V5h4v2M7 7l1 12h8l1-12",
  retry: "M5 12a7 7 0 1 0 2.2-5.1M5 4v4h4",
  send: "M12 19V6M6 11.5L12 5.5l6 6",
  stop: "M7 7h10v10H7z",
  thumbDown: "M8 5v9M8 14l4 6c1.5 0 2-1 2-2v-4h4.5c1 0 1.7-.8 1.5-1.8l-1.2-5.6A2 2 0 0 0 16.8 5H8zM8 5H4v9h4",
  thumbUp: "M8 19v-9M8 10l4-6c1.5 0 2 1 2 2v4h4.5c1 0 1.7.8 1.5 1.8l-1.2 5.6a2 2 0 0 1-2 1.6H8zM8 19H4v-9h4",
};

/** An element: properties that start with "on" listen, `class` and the rest are attributes, children are nodes or text. */
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "value" || name === "checked") element[name] = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(2).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.classList.add("icon");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

/** A button that shows an icon and is called by its label. */
export function iconButton(name, label, onclick, properties = {}) {
  const { class: extra, ...rest } = properties;
  const button = h("button", { type: "button", class: `quiet icon-button ${extra ?? ""}`, "aria-label": label, title: label, onclick, ...rest });
  button.append(icon(name));
  return button;
}

// What `qa/rendering.py` writes out, but for tabs and line ends, which an article's text shows as such; and U+2065, which has no name
// yet and shows nothing either.
const ACTING = /(?![\t\n\r])[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\u034f\u115f\u1160\u17b4\u17b5\u2065\u3164\uffa0\u{e0000}-\u{e0fff}]/gu;

/** `text` as nodes whose textContent is `text`; what would act or hide in it (bidi, zero-width, tags) shows its code. */
export function shown(text) {
  const nodes = [];
  let at = 0;
  for (const match of text.matchAll(ACTING)) {
    if (match.index > at) nodes.push(text.slice(at, match.index));
    const code = match[0].codePointAt(0).toString(16).toUpperCase().padStart(4, "0");
    nodes.push(h("span", { class: "acting", "data-code": `U+${code}` }, match[0]));
    at = match.index + match[0].length;
  }
  if (at < text.length || !nodes.length) nodes.push(text.slice(at));
  return nodes;
}

/** Offsets in code points → offsets in UTF-16 units, as JavaScript counts. */
export function inUnits(text, offsets) {
  if (!/[\ud800-\udbff][\udc00-\udfff]/.test(text)) return offsets;
  const order = offsets.map((offset, index) => [offset, index]).sort((a, b) => a[0] - b[0]);
  const units = new Array(offsets.length);
  let unit = 0;
  let point = 0;
  for (const [offset, index] of order) {
    while (point < offset && unit < text.length) {
      unit += text.codePointAt(unit) > 0xffff ? 2 : 1;
      point += 1;
    }
    units[index] = unit;
  }
  return units;
}

export const short = (text, most = 280) => (text.length > most ? `${text.slice(0, most).trimEnd()} …` : text);

export function plural(count, one, many = `${one}s`) {
  return `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
}

/** The lines that hold a citation: today's, once its article has been looked at. */
export function linesOf(citation) {
  if (citation.now?.gone) return "no longer in the article";
  const [first, last] = (citation.now ?? citation).lines;
  return first === last ? `line ${first}` : `lines ${first}–${last}`;
}

let polite;
/** Tell a screen reader, and for a moment whoever looks. */
export function say(message, loud = false) {
  polite ??= document.body.appendChild(h("div", { class: "toast", role: "status", "aria-live": "polite" }));
  polite.textContent = message;
  polite.classList.toggle("loud", loud);
  polite.classList.add("seen");
  clearTimeout(say.timer);
  say.timer = setTimeout(() => polite.classList.remove("seen"), loud ? 6000 : 2500);
}

/** Do what somebody clicked for; what goes wrong is said, for there is nobody else to catch it. */
export async function attempt(work) {
  try {
    await work();
  } catch (error) {
    say(error.message, true);
  }
}

export async function copy(text, what) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Not a secure context: a plain-http address of another machine.
    const area = document.body.appendChild(h("textarea", { class: "offscreen", value: text }));
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  say(`${what} copied`);
}
