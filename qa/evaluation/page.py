"""An :class:`Evaluation` → one HTML page that asks for nothing outside itself: scores, charts, and the worst cases first."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

from qa.evaluation import charts
from qa.evaluation.baseline import Comparison
from qa.evaluation.case import Texts
from qa.evaluation.gold import Gold
from qa.evaluation.scoring import Evaluation, Row, Score
from qa.rendering import neutral
from qa.types import Citation, Disagreement, Kind, Statement

CONTEXT = 240
# What says how bad a case is: was the reader told what is right, and sent to the right place?
TELLING = (
    "containment",
    "first citation",
    "citation exactness",
    "citation recall",
    "abstention recall",
    "disagreement found",
)

_STYLE = """
:root{color-scheme:light dark;--ink:#1c2733;--dim:#5b6b7b;--ground:#fff;--panel:#f4f6f8;--line:#d8dee4;--own:#1f6feb;--two:#c2571a;--bad:#b42318;--good:#1a7f4b;--mark:#fff1a8}
@media (prefers-color-scheme:dark){:root{--ink:#e3e9ef;--dim:#97a6b5;--ground:#11161c;--panel:#1a222b;--line:#303b47;--own:#6aa5ff;--two:#f0975c;--bad:#ff8a80;--good:#63d297;--mark:#5c4d00}}
body{font:16px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--ground);max-width:66rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.6rem;margin:0}h2{font-size:1.2rem;margin:2.2rem 0 .6rem}p.dim,.dim{color:var(--dim)}
table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.3rem .7rem .3rem 0;border-bottom:1px solid var(--line);vertical-align:top}td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}
.wide{overflow-x:auto}.charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,24rem),1fr));gap:1.2rem}figure{margin:0;background:var(--panel);border-radius:8px;padding:.6rem}figure svg{width:100%}figcaption{font-size:.9rem;color:var(--dim)}
svg{max-width:100%;height:auto}svg text{font:12px system-ui,sans-serif;fill:var(--ink)}svg .tick,svg .axis{fill:var(--dim)}svg .grid{stroke:var(--line)}svg polyline{fill:none;stroke-width:2}
.s0{stroke:var(--own)}.s1{stroke:var(--two)}svg .l0{fill:var(--own)}svg .l1{fill:var(--two)}.d0{fill:var(--own)}.d1{fill:var(--two)}.bar{fill:var(--own)}.ground{fill:var(--line)}.whisker{stroke:var(--ink)}circle.mark{fill:var(--bad)}line.mark{stroke:var(--bad)}svg text.mark{fill:var(--bad);paint-order:stroke;stroke:var(--panel);stroke-width:4px}
details{border:1px solid var(--line);border-radius:8px;margin:.5rem 0;padding:.5rem .8rem}summary{cursor:pointer}blockquote{margin:.4rem 0;padding:.4rem .8rem;background:var(--panel);border-left:3px solid var(--line);overflow-wrap:anywhere}mark{background:var(--mark);color:inherit}
.bad{color:var(--bad)}.good{color:var(--good)}.tag{display:inline-block;font-size:.8rem;border:1px solid var(--line);border-radius:1rem;padding:0 .5rem;margin-right:.4rem}
"""


def page(value: Evaluation, texts: Texts, compared: Comparison | None = None) -> str:
    """The page; ``texts`` gives the articles, from which the passages around citations are shown."""
    worst = sorted(value.rows, key=badness, reverse=True)
    parts = [
        f"<h1>{_shown(value.system)} on {len(value.rows):,} questions</h1>",
        f'<p class="dim">Gold: {_shown(value.gold)} · articles: {_shown(value.folder)}</p>',
        _failures(value.rows),
        "<h2>Scores</h2>",
        _scores(value.scores),
        _changes(compared) if compared else "",
        "<h2>Charts</h2>",
        f'<div class="charts">{_charts(value)}</div>',
        "<h2>By kind of question</h2>",
        _kinds(value),
        "<h2>Cases, the worst first</h2>",
        *(_case(row, texts) for row in worst),
    ]
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>Pincite: evaluation of {_shown(value.system)}</title><style>{_STYLE}</style></head><body>{''.join(parts)}</body></html>\n"
    )


def badness(row: Row) -> float:
    """0 for a case where everything that tells is right, up to 2 for one that failed."""
    if row.error is not None:
        return 2.0
    told = [row.scores[name] for name in TELLING if name in row.scores]
    return 1 - sum(told) / len(told) if told else 0.0


def _failures(rows: Sequence[Row]) -> str:
    failed = [row for row in rows if row.error is not None]
    return f'<p class="bad">{len(failed):,} questions failed; run again to ask them anew.</p>' if failed else ""


def _scores(scores: Sequence[Score]) -> str:
    rows = []
    for one in scores:
        share = one.better != "neither" or one.name == "withheld"
        figure = f"{one.mean:.3f}" if share else f"{one.mean:,.2f}"
        chart = charts.interval(one.mean, one.low, one.high) if share else ""
        low, high = (f"{value:.3f}" if share else f"{value:,.2f}" for value in (one.low, one.high))
        note = " (less is better)" if one.better == "lower" else ""
        rows.append(
            f'<tr><td>{escape(one.name)}{note}</td><td class="n">{figure}</td><td class="n dim">{low} – {high}</td><td>{chart}</td><td class="n">{one.count:,}</td></tr>'
        )
    head = '<tr><th>metric</th><th class="n">mean</th><th class="n">95 % interval</th><th></th><th class="n">questions it applies to</th></tr>'
    return _table(head, rows)


def _changes(compared: Comparison) -> str:
    rows = []
    for one in compared.changes:
        kind = "bad" if one.significant_loss else ""
        rows.append(
            f'<tr class="{kind}"><td>{escape(one.name)}</td><td class="n">{one.mean:+.3f}</td><td class="n">{one.low:+.3f} – {one.high:+.3f}</td>'
            f"<td>{_ids(one.gained)}</td><td>{_ids(one.lost)}</td></tr>"
        )
    head = '<tr><th>metric</th><th class="n">difference</th><th class="n">95 % interval</th><th>better</th><th>worse</th></tr>'
    return f"<h2>Against {_shown(compared.against)}</h2>{_table(head, rows)}"


def _ids(ids: Sequence[str]) -> str:
    if not ids:
        return "–"
    links = [f'<a href="#{_anchor(one)}">{_shown(one)}</a>' for one in ids[:12]]
    return ", ".join(links) + (f" and {len(ids) - 12} more" if len(ids) > 12 else "")


def _charts(value: Evaluation) -> str:
    figures = []
    if value.abstention:
        curve = [(point.recall, point.precision) for point in value.abstention]
        own = next(((one.recall, one.precision, "this run's threshold") for one in value.abstention if one.own), None)
        figures.append(
            (
                "Abstention: of the refusals, how many were right, over how many of the unanswerable questions were refused. "
                "Other thresholds would have refused less (to the left) or more.",
                charts.lines({"": curve}, "recall", "precision", x_range=(0.0, 1.0), mark=own),
            )
        )
    if value.retrieval:
        hit = [(float(k), hit) for k, hit, _ in value.retrieval]
        recall = [(float(k), recall) for k, _, recall in value.retrieval]
        chart = charts.lines(
            {"any gold passage": hit, "share of gold passages": recall}, "k", "found", x_range=(1.0, hit[-1][0])
        )
        figures.append(("Retrieval: gold passages among the first k.", chart))
    times = [row.scores["seconds"] for row in value.rows if "seconds" in row.scores]
    if times:
        figures.append(("Latency in seconds.", charts.histogram(times, "seconds", dict(value.seconds))))
    if value.withheld:
        figures.append(("Why statements were withheld, as a share of all statements.", charts.bars(value.withheld)))
    return "".join(f"<figure>{chart}<figcaption>{escape(caption)}</figcaption></figure>" for caption, chart in figures)


def _kinds(value: Evaluation) -> str:
    names = [name for name in TELLING if any(name in means for means in value.kinds.values())]
    rows = [
        f'<tr><td>{_shown(kind)}</td><td class="n">{int(means["questions"])}</td>'
        + "".join(
            f'<td class="n">{means[name]:.2f}</td>' if name in means else '<td class="n dim">–</td>' for name in names
        )
        + "</tr>"
        for kind, means in value.kinds.items()
    ]
    heads = "".join(f'<th class="n">{escape(name)}</th>' for name in names)
    return _table(f'<tr><th>kind</th><th class="n">questions</th>{heads}</tr>', rows)


def _table(head: str, rows: Sequence[str]) -> str:
    """A table that scrolls by itself where the window is narrower."""
    return f'<div class="wide"><table>{head}{"".join(rows)}</table></div>'


def _case(row: Row, texts: Texts) -> str:
    bad = badness(row)
    scores = " ".join(
        f'<span class="tag {"bad" if row.scores[name] < 0.5 else "good"}">{escape(name)} {row.scores[name]:.2g}</span>'
        for name in TELLING
        if name in row.scores
    )
    head = f'<summary><span class="{"bad" if bad >= 0.5 else ""}">{_shown(row.gold.question)}</span> <span class="dim">{_shown(row.gold.kind)}</span></summary>'
    parts = [scores, _wanted(row.gold, texts)]
    if row.error is not None:
        parts.append(f'<p class="bad">{_shown(row.error)}</p>')
    if row.answer is not None:
        said = _shown(row.answer.answer) if row.answer.answer else ""
        refused = "" if row.answer.answered else "Not in these articles. "
        parts.append(f"<p><b>Given:</b> {refused}{said}</p>")
        parts += [_statement(one, texts) for one in row.answer.statements]
        parts += [_disagreement(one) for one in row.answer.disagreements]
        if not row.answer.answered:
            parts += ['<p class="dim">Nearest:</p>', *(_citation(one, texts) for one in row.answer.nearest)]
    return f'<details id="{_anchor(row.gold.id)}">{head}{"".join(parts)}</details>'


def _wanted(gold: Gold, texts: Texts) -> str:
    earlier = f'<p class="dim">After: {_shown(" / ".join(gold.history))}</p>' if gold.history else ""
    if gold.answerable is False:
        wanted = "nothing: the articles do not say"
    elif gold.answerable is None:
        wanted = "not known"
    else:
        wanted = _shown(" | ".join(" + ".join(parts) for parts in gold.answers))
    passages = "".join(_passage(place.file, place.start, place.end, texts) for place in gold.passages[:3])
    return f"{earlier}<p><b>Wanted:</b> {wanted}</p>{passages}"


def _statement(statement: Statement, texts: Texts) -> str:
    withheld = (
        f' <span class="bad">withheld: {_shown(statement.reason or "")}</span>'
        if statement.verdict != "verified"
        else ""
    )
    return f"<p>{_shown(statement.text)}{withheld}</p>" + "".join(_citation(one, texts) for one in statement.citations)


def _disagreement(value: Disagreement) -> str:
    return f'<p class="dim">Articles differ: {_shown(" | ".join(side.answer for side in value.sides))}</p>'


def _citation(citation: Citation, texts: Texts) -> str:
    text = texts(citation.file)
    exact = text is not None and text[citation.start : citation.end] == citation.quote
    aside = "" if citation.kind is Kind.ARTICLE else f' <span class="tag">{escape(citation.kind)}</span>'
    wrong = "" if exact else f'<p class="bad">The article does not say here: {_shown(citation.quote)}</p>'
    return wrong + aside + _passage(citation.file, citation.start, citation.end, texts)


def _passage(file: str, start: int, end: int, texts: Texts) -> str:
    text = texts(file)
    if text is None:
        return f'<blockquote class="bad">There is no article {_shown(file)}.</blockquote>'
    first, last = max(0, start - CONTEXT), min(len(text), end + CONTEXT)
    before, after = text[first:start], text[end:last]
    if first:
        before = "… " + before.partition(" ")[2]
    if last < len(text):
        after = after.rpartition(" ")[0] + " …"
    return (
        f'<blockquote><span class="dim">{_shown(file)} [{start}, {end})</span><br>'
        f"{_running(before)}<mark>{_shown(text[start:end])}</mark>{_running(after)}</blockquote>"
    )


def _shown(text: str) -> str:
    """Text from anywhere as harmless HTML: on one line, its controls and invisible characters written out."""
    return _running(text.strip())


def _running(text: str) -> str:
    """The same with the white space at its ends, for text that goes on."""
    return escape(neutral(re.sub(r"\s+", " ", text)))


def _anchor(identifier: str) -> str:
    return escape("case-" + re.sub(r"[^\w-]", "-", identifier))
