// The quote of a citation beside its chip, for who points at it or comes to it by the keyboard; Escape puts it away.

import { h, linesOf, short, shown } from "./dom.js";

// Milliseconds.
const AFTER = 140;
const LONGEST = 420;
let card = null;
let timer = 0;

export function offerPreview(chip, citation) {
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(() => show(chip, citation), AFTER);
  };
  chip.addEventListener("pointerenter", (event) => event.pointerType === "mouse" && soon());
  chip.addEventListener("focus", () => chip.matches(":focus-visible") && soon());
  for (const end of ["pointerleave", "blur"]) chip.addEventListener(end, hidePreview);
}

/** Whether there was one. */
export function hidePreview() {
  clearTimeout(timer);
  const shows = Boolean(card);
  card?.remove();
  card = null;
  return shows;
}

function show(chip, citation) {
  if (!chip.isConnected) return;
  hidePreview();
  const meta = [citation.title ? citation.file : null, linesOf(citation), citation.date].filter(Boolean).join(" · ");
  card = document.body.appendChild(h("div", { class: "preview", role: "tooltip" },
    h("p", { class: "preview-title" }, ...shown(citation.title ?? citation.file)),
    h("blockquote", {}, ...shown(short(citation.quote, LONGEST))),
    h("p", { class: "hint" }, ...shown(meta))));
  const at = chip.getBoundingClientRect();
  const { width, height } = card.getBoundingClientRect();
  const left = Math.min(Math.max(8, at.left + at.width / 2 - width / 2), window.innerWidth - width - 8);
  const above = at.top - height - 8;
  card.style.left = `${left}px`;
  card.style.top = `${above > 8 ? above : at.bottom + 8}px`;
}

// It lies over everything, so that Escape first means it, whatever has the keyboard.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !hidePreview()) return;
  event.stopPropagation();
  event.preventDefault();
}, true);
