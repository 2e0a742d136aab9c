"""LlamaIndex's ``CitationQueryEngine`` as it comes, over the same articles, embedder and endpoint: what Pincite is compared with.

Its answers are text with [n] for the n-th source, a chunk of up to 512 tokens; a statement's citations are those whole chunks.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from llama_index.core import Document, VectorStoreIndex
from llama_index.core.llms import CompletionResponse, CompletionResponseGen, CustomLLM, LLMMetadata
from llama_index.core.llms.callbacks import llm_completion_callback
from llama_index.core.query_engine import CitationQueryEngine
from llama_index.core.schema import NodeWithScore
from pydantic import PrivateAttr

from qa.answering.chat import Usage
from qa.answering.prompts import Form
from qa.checking import locate
from qa.checking.corpus import Corpus
from qa.checking.draft import cited_sentences
from qa.checking.report import Claim
from qa.errors import ModelError, SettingsError, store_errors
from qa.evaluation.case import place_of
from qa.evaluation.systems import Asked
from qa.library import Pincite
from qa.types import Answer, Citation, Searched, Statement

if TYPE_CHECKING:
    from qa.answering.chat import ChatModel

# As its documentation uses it; everything else is its default.
TOP_K = 3
LONGEST_REPLY = 512
_SOURCE = re.compile(r"\ASource \d+:\n(.*)\n\Z", re.DOTALL)
# It has no refusal but words; these are the ones that a model uses when told to "indicate" that no source is helpful.
_REFUSAL = re.compile(
    r"\b(?:none of the (?:provided )?sources|no (?:relevant )?information|(?:do|does|did) not (?:mention|provide|contain|specify|say|"
    r"include|state|indicate)|not (?:mentioned|provided|specified|stated)|cannot (?:be )?(?:answer|determine)|unable to)",
    re.IGNORECASE,
)


@dataclass
class _Spent:
    usage: Usage
    deadline: float


class EndpointLLM(CustomLLM):
    """The endpoint of the settings as a LlamaIndex LLM; raises :class:`ModelError`."""

    _model: Any = PrivateAttr()
    _spent: Any = PrivateAttr()

    def __init__(self, model: ChatModel) -> None:
        super().__init__()
        self._model = model
        self._spent = threading.local()

    @property
    def metadata(self) -> LLMMetadata:
        """What the endpoint says of its model's window."""
        window = self._model.window(self._model.endpoint.deadline())
        return LLMMetadata(
            context_window=window, num_output=min(LONGEST_REPLY, window // 4), model_name=self._model.name
        )

    @llm_completion_callback()
    def complete(self, prompt: str, formatted: bool = False, **kwargs: Any) -> CompletionResponse:
        """One reply, whole."""
        spent: _Spent = self._spent.now
        messages = [{"role": "user", "content": prompt}]
        limit = self.metadata.num_output
        *_, reply = self._model.write(lambda form: messages, {}, limit, spent.deadline, spent.usage, Form.TEXT)
        return CompletionResponse(text=reply.text)

    @llm_completion_callback()
    def stream_complete(self, prompt: str, formatted: bool = False, **kwargs: Any) -> CompletionResponseGen:
        """The whole reply as one piece: nothing here shows it while it comes."""
        yield self.complete(prompt, formatted, **kwargs)

    def metered(self, ask: Callable[[], Any]) -> tuple[Any, Usage]:
        """What ``ask`` gives, with the tokens that its requests took; one deadline holds for all of them."""
        self._spent.now = _Spent(Usage(), self._model.endpoint.deadline())
        found = ask()
        usage: Usage = self._spent.now.usage
        return found, usage


class CitationEngineSystem:
    """The engine over the folder that ``library`` has indexed. It knows no follow-ups; each question is asked by itself."""

    name = "citation-query-engine"

    def __init__(self, library: Pincite) -> None:
        """Embeds the articles anew, in LlamaIndex's own chunks. Raises :class:`SettingsError` where no model is set."""
        if library.model is None:
            raise SettingsError(
                "The citation query engine writes with a model; set PINCITE_MODEL, and OPENAI_BASE_URL or a key."
            )
        self._library = library
        self._corpus = Corpus(library.store)
        self._llm = EndpointLLM(library.model)
        with store_errors():
            files = sorted(library.store.catalog.stored())
        documents = [Document(text=self._corpus.text(file), metadata={"file": file}) for file in files]
        for document in documents:
            document.excluded_embed_metadata_keys = document.excluded_llm_metadata_keys = ["file"]
        index = VectorStoreIndex.from_documents(documents, embed_model=library.embedding)
        self._engine = CitationQueryEngine.from_args(index, llm=self._llm, similarity_top_k=TOP_K)

    def fingerprint(self) -> str:
        """The index's state and the model."""
        settings, store = self._library.settings, self._library.store
        return f"{self.name} {store.catalog.generation()} {store.embedder} {settings.model} {settings.openai_base_url}"

    def ask(self, question: str, history: Sequence[Answer]) -> Asked:
        """Its response, each sentence with the chunks that it cites."""
        started = time.perf_counter()
        response, usage = self._llm.metered(lambda: self._engine.query(question))
        seconds = time.perf_counter() - started
        sources = [self._source(node) for node in response.source_nodes]
        text = str(response.response or "")
        statements = tuple(self._statements(text, sources))
        refused = not text.strip() or (not any(one.citations for one in statements) and bool(_REFUSAL.search(text)))
        articles, passages, unreadable = self._library.store.catalog.counts()
        answer = Answer(
            question=question,
            asked=question,
            answered=not refused,
            answer=None,
            mode="generative",
            statements=() if refused else statements,
            searched=Searched(articles, passages, unreadable),
            usage=self._usage(usage),
            seconds={"total": round(seconds, 4)},
        )
        return Asked(answer, tuple(place_of(one) for one in sources))

    def _source(self, found: NodeWithScore) -> Citation:
        """A source's chunk where it stands in its article."""
        file = str(found.node.metadata["file"])
        content = found.node.get_content()
        match = _SOURCE.match(content)
        chunk = match[1] if match else content
        places = locate.places(chunk, self._corpus.plain(file))
        if not places:
            raise ModelError(f"LlamaIndex gave a chunk that is not in {file}; report this.")
        return self._corpus.cite(file, places[0].span)

    def _statements(self, text: str, sources: Sequence[Citation]) -> list[Statement]:
        notes = {str(number): Claim(label=str(number)) for number in range(1, len(sources) + 1)}
        found = []
        for sentence in cited_sentences(text, lambda words: [], notes):
            numbers = [int(claim.label) for claim in sentence.claims if claim.label in notes]
            cited = tuple(dict.fromkeys(sources[number - 1] for number in numbers))
            found.append(Statement(sentence.text, cited, 1.0))
        return found

    def _usage(self, spent: Usage) -> dict[str, Any]:
        settings = self._library.settings
        return {
            "model": settings.model,
            "tokens_in": spent.tokens_in,
            "tokens_out": spent.tokens_out,
            "cost": spent.cost(settings),
        }
