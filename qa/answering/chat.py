"""A model at an OpenAI-compatible endpoint: what it can do is found out once and remembered; replies come as they are written."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from qa.answering.abilities import Abilities, forget, keep, kept
from qa.answering.llm import Endpoint, Refused, Unreachable
from qa.answering.prompts import Form, Message
from qa.config import Settings
from qa.errors import ModelError

if TYPE_CHECKING:
    from openai import AsyncOpenAI, AsyncStream
    from openai.types.chat import ChatCompletionChunk

# Where an endpoint does not say how much its model reads: what Ollama gives one unless told otherwise, and it cuts silently.
UNKNOWN_WINDOW = 4_096
# OpenAI's own list of models does not say it; every one that is still served reads at least this.
OPENAI_WINDOW = 128_000
LONGEST_REPLY = 4_096
# Code points a token: English news has 4.4, names and digits fewer; too few passages is better than a refusal.
TOKEN_LENGTH = 3.0
ASIDE_SECONDS = 5.0
# Sent where an endpoint takes them; some models refuse one, and say which.
OPTIONS: Mapping[str, Any] = {"temperature": 0.0, "stream_options": {"include_usage": True}}
LIMIT = "max_completion_tokens"
_LOWER = {Form.SCHEMA: Form.JSON, Form.JSON: Form.TEXT}

# A request's messages depend on the form that the reply will have.
Ask = Callable[[Form], list[Message]]


@dataclass(slots=True)
class Usage:
    """What an answer has taken so far; ``None`` tokens where the endpoint does not count them."""

    requests: int = 0
    tokens_in: int | None = None
    tokens_out: int | None = None

    def cost(self, settings: Settings) -> float | None:
        """What the tokens cost at the prices that are set; ``None`` where none is, or nobody counts."""
        if self.tokens_in is None or not (settings.price_in or settings.price_out):
            return None
        return round((self.tokens_in * settings.price_in + (self.tokens_out or 0) * settings.price_out) / 1e6, 8)

    def add(self, given: int, made: int) -> None:
        """Count one reply's tokens."""
        self.tokens_in = (self.tokens_in or 0) + given
        self.tokens_out = (self.tokens_out or 0) + made


@dataclass(slots=True)
class Reply:
    """One reply: its ``form``, its ``text`` so far, and why it ended; ``finish`` stays ``None`` where it broke off.

    ``tokens`` read and written are the endpoint's last word on them: some count anew with every chunk.
    """

    form: Form
    text: str = ""
    finish: str | None = None
    tokens: tuple[int, int] | None = None


@dataclass
class ChatModel:
    """``settings.model`` at ``settings.openai_base_url``."""

    settings: Settings
    name: str = field(init=False)
    endpoint: Endpoint = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.name = self.settings.model
        self.endpoint = Endpoint(
            self.settings.openai_base_url, self.settings.openai_api_key, "The model's endpoint", self.settings.deadline
        )

    def abilities(self, deadline: float) -> Abilities:
        """What is known of the model, by this run or one before; asked of its endpoint the first time."""
        with _LOCK:
            known = _KNOWN.get(self._key)
        if known is not None:
            return known
        found, earlier = self._discovered(deadline), kept(*self._key)
        return self._remember(replace(found, form=earlier.form, refuses=earlier.refuses) if earlier else found)

    def window(self, deadline: float) -> int:
        """How many tokens the model reads and writes at once."""
        return self.abilities(deadline).window or (OPENAI_WINDOW if self._is_openai else UNKNOWN_WINDOW)

    def tokens(self, text: str, deadline: float) -> int:
        """How many tokens ``text`` has: by the endpoint's own count where it counts, else an estimate on the safe side."""
        if self.abilities(deadline).counts:
            counted = self._counted(text, deadline)
            if counted is not None:
                return counted
        return round(max(len(text), len(text.encode("utf-8", "replace")) / 2) / TOKEN_LENGTH)

    def write(
        self, ask: Ask, schema: dict[str, Any], limit: int, deadline: float, usage: Usage, at_most: Form = Form.SCHEMA
    ) -> Iterator[Reply]:
        """The one :class:`Reply`, each time that it has grown, and at its end.

        ``schema`` is its JSON schema and ``limit`` its most tokens; ``at_most`` keeps it from a form that did not work. Raises
        :class:`ModelError`.
        """
        abilities = self.abilities(deadline)
        form = max(abilities.form, at_most, key=list(Form).index)
        # What was known before, and has changed if it is refused now.
        known = abilities.form is not Form.SCHEMA or bool(abilities.refuses)
        while True:
            reply = Reply(form)
            try:
                usage.requests += 1
                for chunk in self.endpoint.stream(self._request(ask(form), form, schema, limit, abilities), deadline):
                    if _taken(reply, chunk):
                        yield reply
                break
            except Refused as refusal:
                forget(*self._key)
                if reply.text:
                    raise
                if known:
                    known, form = False, at_most
                    abilities = replace(abilities, form=Form.SCHEMA, refuses=frozenset())
                else:
                    form, abilities = _less(refusal, form, abilities)
            finally:
                if reply.tokens is not None:
                    usage.add(*reply.tokens)
        # Only what has worked is remembered: a wrong name of a model says nothing of the next one.
        self._learn(abilities)
        yield reply

    def remember_form(self, form: Form) -> None:
        """Ask in ``form`` from now on: better ones were taken, and not kept to."""
        with _LOCK:
            known = _KNOWN.get(self._key, Abilities())
        self._learn(replace(known, form=form))

    @property
    def _key(self) -> tuple[str, str]:
        return self.settings.openai_base_url, self.name

    @property
    def _is_openai(self) -> bool:
        return urlsplit(self.settings.openai_base_url or "https://api.openai.com").hostname == "api.openai.com"

    def _remember(self, abilities: Abilities) -> Abilities:
        with _LOCK:
            _KNOWN[self._key] = abilities
        return abilities

    def _learn(self, abilities: Abilities) -> None:
        """Remember what has worked, in later runs too."""
        earlier = kept(*self._key)
        if earlier is None or (earlier.form, earlier.refuses) != (abilities.form, abilities.refuses):
            keep(*self._key, abilities)
        self._remember(abilities)

    def _request(
        self, messages: list[Message], form: Form, schema: dict[str, Any], limit: int, abilities: Abilities
    ) -> Callable[[AsyncOpenAI], Any]:
        options = {name: value for name, value in {**OPTIONS, LIMIT: limit}.items() if name not in abilities.refuses}
        if form is Form.SCHEMA:
            named = {"name": "reply", "strict": True, "schema": schema}
            options["response_format"] = {"type": "json_schema", "json_schema": named}
        elif form is Form.JSON:
            options["response_format"] = {"type": "json_object"}

        async def send(client: AsyncOpenAI) -> AsyncStream[ChatCompletionChunk]:
            made: Any = client.chat.completions.create
            stream: AsyncStream[ChatCompletionChunk] = await made(
                model=self.name, messages=messages, stream=True, **options
            )
            return stream

        return send

    def _discovered(self, deadline: float) -> Abilities:
        if self._is_openai:
            return Abilities()
        found = _object(self._aside(lambda client: client.get("/models", cast_to=object), deadline)).get("data")
        entry = next(
            (e for e in map(_object, found if isinstance(found, list) else ()) if e.get("id") == self.name),
            {},
        )
        # vLLM, OpenRouter and llama.cpp each have their own word for it.
        stated = (entry.get("max_model_len"), entry.get("context_length"), _object(entry.get("meta")).get("n_ctx"))
        window = next((value for value in stated if isinstance(value, int) and value > 0), None)
        return Abilities(window=window, counts=window is not None and self._counted("one two", deadline) is not None)

    def _counted(self, text: str, deadline: float) -> int | None:
        """By ``/tokenize`` as llama.cpp and vLLM have it, beside ``/v1``."""
        address = self.settings.openai_base_url.rstrip("/").removesuffix("/v1") + "/tokenize"
        body = {"content": text, "model": self.name, "prompt": text}
        reply = _object(self._aside(lambda client: client.post(address, body=body, cast_to=object), deadline))
        if isinstance(reply.get("count"), int):
            return int(reply["count"])
        return len(reply["tokens"]) if isinstance(reply.get("tokens"), list) else None

    def _aside(self, ask: Callable[[AsyncOpenAI], Any], deadline: float) -> object:
        """What an endpoint may or may not answer; ``None`` where it does not."""
        try:
            return self.endpoint.call(ask, min(deadline, time.monotonic() + ASIDE_SECONDS), retries=0)
        except Unreachable:
            # Then the model cannot be asked either, and what it can do stays unknown.
            raise
        except ModelError:
            return None


_LOCK = threading.Lock()
_KNOWN: dict[tuple[str, str], Abilities] = {}


def _object(value: object) -> Mapping[str, Any]:
    """``value`` where it is a JSON object, else an empty one: an endpoint may send anything."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            return {}
    return value if isinstance(value, Mapping) else {}


def _less(refusal: Refused, form: Form, abilities: Abilities) -> tuple[Form, Abilities]:
    """What to ask for after a refusal: without the option it names, else in the next lower form; raises it where there is none."""
    refused = next((name for name in (*OPTIONS, LIMIT) if name in refusal.said), None)
    if refused in abilities.refuses or (refused is None and form is Form.TEXT):
        raise refusal
    if refused is not None:
        return form, replace(abilities, refuses=abilities.refuses | {refused})
    return _LOWER[form], replace(abilities, form=_LOWER[form])


def _taken(reply: Reply, chunk: ChatCompletionChunk) -> bool:
    """Add ``chunk`` to ``reply``; whether its text has grown."""
    if chunk.usage is not None:
        reply.tokens = chunk.usage.prompt_tokens, chunk.usage.completion_tokens
    grown = False
    for choice in chunk.choices or ():
        if choice.delta is not None and choice.delta.content:
            reply.text += choice.delta.content
            grown = True
        reply.finish = choice.finish_reason or reply.finish
    return grown
