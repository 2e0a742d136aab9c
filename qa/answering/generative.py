"""A question and its passages → statements that a model drafts, each checked against what it cites before anyone sees it."""

from __future__ import annotations

import re
import time
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from qa import tracing, verification
from qa.agreement import origins_of
from qa.answering import prompts, replies
from qa.answering.chat import LONGEST_REPLY, ChatModel, Reply, Usage
from qa.answering.llm import ContextOverflow
from qa.answering.prompts import Form, Message, Numbered
from qa.answering.replies import Drafted
from qa.citing import Citer, line_of, trimmed
from qa.errors import ModelError
from qa.sentences import sentence_spans
from qa.types import Citation, Passage, Span, Statement, Verdict
from qa.verification import Evidence

# About 3,500 tokens of news; more passages cost time and money with every question, and the best come first.
MOST_PASSAGES = 16
# What a chat template adds around the messages.
TEMPLATE_TOKENS = 64
# The share of the window that is kept for the reply.
REPLY_SHARE = 4
LONGEST_VERDICT = 256
LONGEST_WHY = 200
# Where a sentence's neighbour lies in the passage before or after, it is looked for this far.
NEIGHBOURHOOD = 600


@dataclass
class Writing:
    """One answer being written; its attributes say how far it came.

    ``failed`` is what went wrong, in one sentence with the remedy, or ``None``; ``complete`` is ``False`` where a reply that had
    begun was not whole. ``day`` is the one the question is asked on, where that is told.
    """

    model: ChatModel
    question: str
    texts: Mapping[str, str]
    engine: str = "auto"
    judged: bool = False
    started: float = field(default_factory=time.perf_counter)
    statements: list[Statement] = field(default_factory=list)
    failed: str | None = None
    complete: bool = True
    notes: list[str] = field(default_factory=list)
    rejected: list[str] = field(default_factory=list)
    unanswered: str = ""
    verifying: float = 0.0
    first_statement: float | None = None
    tokens: Usage = field(default_factory=Usage)
    day: date | None = None
    _form: Form | None = None

    def write(
        self, passages: Sequence[Passage], within: tracing.Span | None = None, spent: float = 0.0
    ) -> Iterator[Statement]:
        """Each statement, verified or withheld, as soon as the model has written it. Raises nothing that a model does.

        ``spent`` seconds of the model's time have gone into this answer already.
        """
        until = self.model.endpoint.deadline() - spent
        with tracing.span("draft", within, model=self.model.name, question=self.question) as span:
            try:
                yield from self._tries(passages, until, span)
            except ModelError as error:
                self.failed = str(error)
            span.result = self.usage
            tracing.event(tracing.DraftEvent(usage=self.usage, span_id=span.id))

    @property
    def verified(self) -> int:
        """How many statements so far may be shown as fact."""
        return sum(statement.verdict == "verified" for statement in self.statements)

    @property
    def usage(self) -> dict[str, Any]:
        """What the Answer's ``usage`` holds: tokens are ``None`` where the endpoint does not count them, and the cost where no
        price is set."""
        tokens = self.tokens
        return {
            "model": self.model.name,
            "requests": tokens.requests,
            "tokens_in": tokens.tokens_in,
            "tokens_out": tokens.tokens_out,
            "cost": tokens.cost(self.model.settings),
            "first_statement": self.first_statement,
            "form": None if self._form is None else str(self._form),
            "rejected": self.rejected,
            "unanswered": self.unanswered,
        }

    def _tries(self, passages: Sequence[Passage], until: float, span: tracing.Span) -> Iterator[Statement]:
        window = self.model.window(until)
        limit = min(LONGEST_REPLY, window // REPLY_SHARE)
        kept = self._fitting(passages[:MOST_PASSAGES], window - limit - TEMPLATE_TOKENS, until)
        form, again, shorter = Form.SCHEMA, list[Message](), False
        while True:
            try:
                reply = yield from self._reply(prompts.number(kept), form, again, limit, until, span)
            except ContextOverflow:
                if shorter or len(kept) == 1:
                    raise
                reply = None
            if reply is None or (reply.finish == "length" and not self.statements and not shorter):
                kept, shorter = kept[: (len(kept) + 1) // 2], True
                continue
            self._must_be_whole(reply)
            if replies.parse(reply.text, reply.form, ended=True) is not None:
                if again:
                    self.model.remember_form(reply.form)
                self.complete = True
                return
            if again:
                raise ModelError(
                    "The model twice replied in a form that cannot be read; use another model, or one that can reply in JSON."
                )
            again = [
                {"role": "assistant", "content": reply.text},
                {"role": "user", "content": prompts.AGAIN[Form.TEXT if reply.form is Form.TEXT else Form.JSON]},
            ]
            form = Form.TEXT if reply.form is not Form.SCHEMA else Form.JSON

    def _fitting(self, passages: Sequence[Passage], room: int, until: float) -> Sequence[Passage]:
        """As many of the first passages as the model's window holds; at least one."""
        kept = passages
        while len(kept) > 1:
            messages = prompts.draft(self.question, prompts.number(kept), Form.SCHEMA, self.day)
            size = self.model.tokens("\n".join(message["content"] for message in messages), until)
            if size <= room:
                break
            kept = kept[: max(1, min(len(kept) - 1, len(kept) * max(0, room) // size))]
        return kept

    def _reply(
        self, numbered: Numbered, form: Form, again: list[Message], limit: int, until: float, span: tracing.Span
    ) -> Generator[Statement, None, Reply]:
        """One reply's statements as they come, and then the reply."""
        seen, drafts = 0, set[Drafted]()
        schema = prompts.draft_schema(numbered.places)
        reply = Reply(form)
        for reply in self.model.write(
            lambda form: [*prompts.draft(self.question, numbered, form, self.day), *again],
            schema,
            limit,
            until,
            self.tokens,
            form,
        ):
            self.complete, self._form = False, reply.form
            draft = replies.parse(reply.text, reply.form, ended=reply.finish is not None)
            if draft is None:
                continue
            self.unanswered = draft.unanswered
            for drafted in draft.statements[seen : prompts.MOST_STATEMENTS]:
                seen += 1
                if drafted in drafts or any(
                    old.text == drafted.text and old.verdict == "verified" for old in self.statements
                ):
                    # Small models go round in circles.
                    continue
                drafts.add(drafted)
                yield self._checked(drafted, numbered, until, span)
        return reply

    def _must_be_whole(self, reply: Reply) -> None:
        if reply.finish is None:
            raise ModelError("The model's reply broke off before its end; run again or use another endpoint.")
        if reply.finish == "length":
            raise ModelError(
                "The model's reply was cut at its longest; ask for less, or use a model with a larger context."
            )
        if reply.finish == "content_filter":
            raise ModelError("The model's endpoint filtered the reply; ask in other words or use another endpoint.")

    def _checked(self, drafted: Drafted, numbered: Numbered, until: float, span: tracing.Span) -> Statement:
        """The statement with its verdict; what is cited and was never handed out is rejected, not mapped to what is near."""
        started = time.perf_counter()
        places = [numbered.places[name] for name in drafted.cites if name in numbered.places]
        rejected = [name for name in drafted.cites if name not in numbered.places]
        self.rejected += rejected
        cite = Citer(self.texts)
        spans = _joined(places)
        citations = tuple(cite(passage, trimmed(passage, place)) for passage, place in spans)
        evidence = [self._evidence(passage, citation) for (passage, _), citation in zip(spans, citations, strict=True)]
        with tracing.span("verify", span, statement=drafted.text) as verifying, tracing.current(verifying):
            verdict = verification.verify(drafted.text, evidence, self.question, rejected=rejected, engine=self.engine)
            self.verifying += time.perf_counter() - started
            if verdict.supported and self.judged:
                verdict = self._second_look(drafted.text, evidence, verdict, until)
            statement = Statement(
                drafted.text,
                self._whole(drafted.text, citations, evidence) if verdict.supported else citations,
                score=round(verdict.score, 3),
                verdict="verified" if verdict.supported else "withheld",
                reason=verdict.reason,
                origins=len(origins_of({citation.file: self.texts[citation.file] for citation in citations})),
            )
            verifying.result = verdict
            tracing.event(
                tracing.VerdictEvent(
                    statement=statement.text, verdict=statement.verdict, score=statement.score, reason=statement.reason
                )
            )
        if self.first_statement is None:
            self.first_statement = round(time.perf_counter() - self.started, 4)
        self.statements.append(statement)
        return statement

    def _evidence(self, passage: Passage, citation: Citation) -> Evidence:
        text = self.texts[passage.file]
        before = text[max(0, citation.start - NEIGHBOURHOOD) : citation.start]
        after = text[citation.end : citation.end + NEIGHBOURHOOD]
        first, last = sentence_spans(before)[-1:], sentence_spans(after.lstrip())[:1]
        return Evidence(
            citation.quote,
            "".join(before[a:b] for a, b in first),
            "".join(after.lstrip()[a:b] for a, b in last),
            passage.date,
            passage.title,
            passage.source,
        )

    def _whole(
        self, statement: str, citations: Sequence[Citation], evidence: Sequence[Evidence]
    ) -> tuple[Citation, ...]:
        """The citations, with the sentence before one where only that says whom "it" means in the cited one."""
        held = " ".join([self.question, *(citation.quote for citation in citations)])
        lacking = _names(statement) - _names(held)
        whole = []
        for citation, one in zip(citations, evidence, strict=True):
            if lacking & _names(one.before):
                lead = citation.start - len(one.before.lstrip())
                quote = self.texts[citation.file][lead : citation.end]
                first = line_of(self.texts[citation.file], lead)
                citation = replace(citation, start=lead, quote=quote, lines=(first, citation.lines[1]))
            whole.append(citation)
        return tuple(whole)

    def _second_look(self, text: str, evidence: Sequence[Evidence], verdict: Verdict, until: float) -> Verdict:
        """The same model's own opinion of a verified statement; it can withhold it, and nothing else."""
        try:
            *_, reply = self.model.write(
                lambda form: prompts.judge(text, [one.text for one in evidence], form),
                prompts.judge_schema(),
                LONGEST_VERDICT,
                until,
                self.tokens,
                self._form or Form.SCHEMA,
            )
        except ModelError as error:
            self.notes.append(f"A statement had no second look: {error}")
            return verdict
        value = replies.load(reply.text)
        supported = value.get("supported") if isinstance(value, Mapping) else _yes_or_no(reply.text)
        if not isinstance(supported, bool):
            self.notes.append("A statement had no second look: the model gave no verdict that can be read.")
            return verdict
        why = value.get("why") if isinstance(value, Mapping) else reply.text
        said = " ".join(str(why).split())[:LONGEST_WHY]
        return verdict if supported else Verdict(False, verdict.score, f"a second look by the model: “{said}”", "judge")


def _joined(places: Sequence[tuple[Passage, Span]]) -> list[tuple[Passage, Span]]:
    """Cited sentences, passages in the order cited; those that follow each other in one passage are one quote."""
    order = {passage.id: number for number, (passage, _) in reversed(list(enumerate(places)))}
    joined: list[tuple[Passage, Span]] = []
    for passage, (start, end) in sorted(places, key=lambda place: (order[place[0].id], place[1])):
        last = joined[-1] if joined else None
        if last is not None and last[0].id == passage.id and last[1][1] == start:
            joined[-1] = (passage, (last[1][0], end))
        else:
            joined.append((passage, (start, end)))
    return joined


def _names(text: str) -> set[str]:
    """The capitalised words of ``text`` without their possessives."""
    return {re.sub(r"['’]s?$", "", word) for word in re.findall(r"[A-Z][\w’'-]*", text)}


def _yes_or_no(text: str) -> bool | None:
    word = text.strip(" *\"'.\n").lower()
    return True if word.startswith("yes") else False if word.startswith("no") else None
