// Where a citation's words stand in an article as it is now: at their place, at another one, or nowhere; and which citation is next.

import { inUnits } from "./dom.js";

/**
 * The place of `citation` in `article`: `start` and `end` in UTF-16 units, `characters` in code points, `lines` from 1; `changed`
 * where the article is not the one that was cited, `gone` where what was cited is no longer in it. A place is never one whose
 * characters differ from the quote; of a passage, which has none, only the article's hash can say whether it stands there.
 */
export function placed(article, citation) {
  const { text, sha256 } = article;
  const { quote } = citation;
  const [start, end] = inUnits(text, [citation.start, citation.end]);
  const changed = Boolean(citation.sha256) && citation.sha256 !== sha256;
  if (quote ? text.slice(start, end) === quote : !changed) {
    return { start, end, characters: [citation.start, citation.end], lines: quote && changed ? linesAt(text, start, end) : citation.lines, changed, gone: false };
  }
  const found = quote ? nearest(text, quote, start) : -1;
  if (found < 0) return { changed, gone: true };
  const until = found + quote.length;
  return { start: found, end: until, characters: [pointsBefore(text, found), pointsBefore(text, until)], lines: linesAt(text, found, until), changed, gone: false };
}

/** The next place that way whose chip is in sight, for one in closed details takes no focus; −1 where there is none. */
export function neighbour(citations, place, by) {
  let next = place + by;
  while (citations[next] && !inSight(citations[next])) next += by;
  return citations[next] ? next : -1;
}

/** Of the citations, those that can be gone to. */
export const inSight = ({ chip }) => !chip || chip.checkVisibility();

function nearest(text, quote, start) {
  const before = text.lastIndexOf(quote, start);
  const after = text.indexOf(quote, start);
  if (before < 0 || after < 0) return Math.max(before, after);
  return start - before <= after - start ? before : after;
}

const linesAt = (text, start, end) => [lineOf(text, start), lineOf(text, Math.max(start, end - 1))];

/** As `qa/citing.py` counts them. */
const lineOf = (text, position) => 1 + (text.slice(0, position).match(/\r\n|\n|\r/g) ?? []).length;

const pointsBefore = (text, unit) => unit - (text.slice(0, unit).match(/[\ud800-\udbff][\udc00-\udfff]/g) ?? []).length;
