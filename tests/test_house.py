"""The promises of the house: light imports, doors that open one way, every command documented."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest
import typer.main

import qa

ROOT = Path(__file__).resolve().parent.parent
# From the ground up: a module imports its own floor or one below it.
FLOORS = (
    ("vectorstore",),
    ("qa.errors", "qa.types", "qa.config", "qa.stopping"),
    (
        "qa.engine",
        "qa.together",
        "qa.answering",
        "qa.answering.abilities",
        "qa.answering.chat",
        "qa.answering.llm",
        "qa.answering.prompts",
        "qa.citing",
        "qa.sources",
        "qa.sentences",
        "qa.layout",
        "qa.examples",
        "qa.quantities",
        "qa.streaming",
        "qa.tracing",
    ),
    ("qa.answering.replies",),
    ("qa.openai_embedding", "qa.embedding", "qa.chunking"),
    (
        "qa.checks",
        "qa.answering.ages",
        "qa.answering.cells",
        "qa.answering.bylines",
        "qa.answering.callings",
        "qa.answering.comparison.comparatives",
        "qa.answering.comparison.figures",
        "qa.answering.comparison.holdings",
        "qa.answering.comparison.owning",
        "qa.answering.counting",
        "qa.answering.events",
        "qa.answering.fitting",
        "qa.answering.interviews",
        "qa.answering.items",
        "qa.answering.matter",
        "qa.answering.measuring",
        "qa.answering.names",
        "qa.answering.doers",
        "qa.answering.owners",
        "qa.answering.questions",
        "qa.answering.speaking",
        "qa.answering.tables",
        "qa.answering.untold",
        "qa.answering.years",
    ),
    ("qa.conversation",),
    ("qa.indexing", "qa.retrieval", "qa.scope", "qa.shelf", "qa.upkeep"),
    ("qa.reader", "qa.reading"),
    ("qa.agreement", "qa.verification", "qa.checks.support"),
    ("qa.answering.corroboration", "qa.answering.definitions", "qa.answering.drafts", "qa.answering.stance"),
    ("qa.answering.deciding", "qa.answering.reversals"),
    (
        "qa.answering.differing",
        "qa.answering.yes_no",
        "qa.answering.quoted",
        "qa.answering.comparison.comparing",
        "qa.answering.fates",
    ),
    ("qa.answering.extractive", "qa.answering.by_sentence", "qa.answering.generative", "qa.answering.dating"),
    ("qa.query_engine", "qa.checking"),
    ("qa.library", "qa"),
    ("qa.rendering",),
    ("qa.evaluation", "qa.web"),
    ("qa.console",),
    ("qa.cli", "app"),
)


@cache
def modules() -> dict[str, Path]:
    """Every module of the product by its dotted name."""
    paths = [*(ROOT / "qa").rglob("*.py"), *(ROOT / "vectorstore").rglob("*.py"), ROOT / "app.py"]
    names = {path: ".".join(path.relative_to(ROOT).with_suffix("").parts) for path in paths}
    return {name.removesuffix(".__init__"): path for path, name in names.items()}


def imported(path: Path, *, typing_too: bool = False) -> Iterator[str]:
    """What a module imports, at its top or inside a function; names that only a type checker reads are left out."""

    def walk(node: ast.AST) -> Iterator[str]:
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING" and not typing_too:
            return
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports by a relative name"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        for child in ast.iter_child_nodes(node):
            yield from walk(child)

    yield from walk(ast.parse(path.read_text("utf-8")))


def own(name: str) -> str | None:
    """The product's module that an imported name lies in."""
    known = modules()
    while name:
        if name in known:
            return name
        name = name.rpartition(".")[0]
    return None


@cache
def graph() -> dict[str, set[str]]:
    """Module → the product's modules that it imports."""
    return {
        name: {found for target in imported(path) if (found := own(target)) is not None and found != name}
        for name, path in modules().items()
    }


def floor(name: str) -> int | None:
    """The floor a module stands on, the longest name winning; ``None`` where the plan does not say."""
    stated = [
        (len(door), level) for level, doors in enumerate(FLOORS) for door in doors if f"{name}.".startswith(f"{door}.")
    ]
    # A package's front room says nothing of a room that is not listed.
    known = [(size, level) for size, level in stated if size == len(name) or size != len("qa")]
    return max(known)[1] if known else None


def loaded_by(statement: str) -> set[str]:
    """The top-level packages that ``statement`` loads in a fresh interpreter."""
    code = f"{statement}\nimport sys\nprint(*sorted({{name.partition('.')[0] for name in sys.modules}}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    return set(done.stdout.split())


@pytest.mark.parametrize(
    ("statement", "heavy"),
    [
        pytest.param(
            "import qa",
            {"llama_index", "chromadb", "gradio", "fastapi", "numpy", "onnxruntime", "openvino", "openai", "rich"},
            id="qa",
        ),
        pytest.param(
            "import qa.cli",
            {"llama_index", "chromadb", "gradio", "fastapi", "onnxruntime", "openvino", "openai", "tokenizers"},
            id="command",
        ),
        pytest.param("from qa import Pincite", {"llama_index", "chromadb", "gradio", "openai"}, id="facade"),
        pytest.param("import qa.embedding", {"openai", "chromadb", "onnxruntime", "openvino"}, id="embedding"),
        pytest.param("import qa.openai_embedding", {"openai", "chromadb"}, id="openai-embedding"),
    ],
)
def test_imports_are_light(statement: str, heavy: set[str]) -> None:
    assert loaded_by(statement) & heavy == set()


def test_sentences_do_without_statistics_and_leave_them_to_others() -> None:
    code = """
import sys
from qa.sentences import sentence_spans
sentence_spans("One. Two.")
assert "scipy.stats" not in sys.modules
import scipy.stats
assert scipy.stats.norm
"""
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)


def test_a_question_at_the_command_line_imports_no_more_of_llama_index_than_it_needs(indexed_seeds: qa.Pincite) -> None:
    code = f"""
import sys
sys.argv = ["pincite", "ask", "Who visited North Korea?", "--folder", {str(indexed_seeds.folder)!r}]
from qa.cli import main
try:
    main()
except SystemExit as end:
    assert not end.code
assert "llama_index.core.base.base_query_engine" in sys.modules and "datasketch.minhash" in sys.modules
assert not {{"llama_index.core.query_engine", "llama_index.core.memory", "sqlalchemy", "scipy"}} & set(sys.modules)
import llama_index.core
from llama_index.core.indices import VectorStoreIndex
assert llama_index.core.VectorStoreIndex is VectorStoreIndex and llama_index.core.__version__
assert not hasattr(llama_index.core, "Pinocchio") and llama_index.core.global_handler is None
from datasketch import MinHash, MinHashLSH
assert MinHash is sys.modules["datasketch.minhash"].MinHash and MinHashLSH
"""
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)


def test_what_is_imported_already_is_left_as_it_is() -> None:
    code = """
import llama_index.core, datasketch, sys
from qa import sparing
before = {name: sys.modules[name] for name in (*sparing.LLAMA_INDEX, "datasketch")}
sparing.spare(*before)
assert all(type(module) is type(sys) and sys.modules[name] is module for name, module in before.items())
sparing.spare("no_such_package")
"""
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)


def test_gradio_writes_nothing_beside_its_files() -> None:
    code = """
import inspect, pathlib
known, read, stubs = inspect.getfile, pathlib.Path.read_text, []
def noting(path, *how, **named):
    stubs.extend([path] if path.suffix == ".pyi" else [])
    return read(path, *how, **named)
pathlib.Path.read_text = noting
from qa.web.bare_gradio import gradio
assert gradio.Blocks and stubs == [] and inspect.getfile is known
"""
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)


def test_the_public_names_are_all_there() -> None:
    assert qa.__all__ == sorted(qa.__all__)
    for name in qa.__all__:
        assert getattr(qa, name).__name__ == name
        assert name in dir(qa)
    with pytest.raises(AttributeError, match="no attribute 'Pinocchio'"):
        _ = qa.Pinocchio


def test_no_module_imports_in_a_circle() -> None:
    try:
        list(TopologicalSorter(graph()).static_order())
    except CycleError as error:
        pytest.fail(f"imports go in a circle: {' → '.join(error.args[1])}")


def test_doors_open_one_way() -> None:
    wrong = [
        f"{name} → {target}"
        for name, targets in graph().items()
        for target in targets
        if (here := floor(name)) is not None and (there := floor(target)) is not None and there > here
    ]
    assert wrong == []


def test_the_store_knows_nothing_of_the_house() -> None:
    for name, path in modules().items():
        if name.startswith("vectorstore"):
            assert [
                target for target in imported(path, typing_too=True) if target.partition(".")[0] in ("qa", "app")
            ] == []


def test_only_the_doors_import_the_facade_and_only_llm_imports_openai() -> None:
    importers = {name for name, targets in graph().items() if "qa.library" in targets}
    doors = {name for name in modules() if name.startswith(("qa.evaluation", "qa.web."))}
    assert importers <= {"qa.cli", "app"} | doors
    openai = {name for name, path in modules().items() if any(t.partition(".")[0] == "openai" for t in imported(path))}
    assert openai == {"qa.answering.llm"}


# What the page may know beside the façade: the vocabulary, its own words for what to do, an answer as it comes, how answers are
# shown and kept, and the folding of words, which finds in conversations what a search finds in articles.
BESIDE_THE_FACADE = {
    "qa.config", "qa.errors", "qa.remedies", "qa.types", "qa.stopping", "qa.streaming", "qa.rendering", "qa.evaluation.feedback",
    "vectorstore.stemming",
}  # fmt: skip


def test_the_page_reaches_the_articles_through_the_facade() -> None:
    reached = {
        f"{name} → {target}"
        for name, path in modules().items()
        if name.startswith("qa.web.")
        for target in filter(None, map(own, imported(path, typing_too=True)))
        if not target.startswith(("qa.web", "qa.library")) and target not in BESIDE_THE_FACADE
    }
    assert reached == set()
    past_it = re.compile(r"\blibrary\.(?:store|embedding|_\w+)")
    assert [
        name
        for name, path in modules().items()
        if name.startswith("qa.web.") and past_it.search(path.read_text("utf-8"))
    ] == []


def test_no_module_takes_a_private_name_from_another() -> None:
    taken = [
        f"{name}: {target}"
        for name, path in modules().items()
        for target in imported(path, typing_too=True)
        if own(target) and target.rpartition(".")[2].startswith("_")
    ]
    assert taken == []


@pytest.mark.parametrize("name", sorted(modules()))
def test_every_module_opens_with_its_contract(name: str) -> None:
    stated = ast.get_docstring(ast.parse(modules()[name].read_text("utf-8")))
    assert stated and len(stated.splitlines()[0]) > 20


def commands() -> dict[str, list[str]]:
    """The command's sub-commands with their options."""
    from qa.cli import app

    group = typer.main.get_command(app)
    found = getattr(group, "commands", {})
    return {
        name: [option for parameter in command.params for option in parameter.opts if option.startswith("--")]
        for name, command in found.items()
    }


def test_every_command_is_documented() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    missing = [name for name in commands() if not re.search(rf"\bpincite {name}\b", readme)]
    assert missing == []


@pytest.mark.parametrize("name", ["index", "ask", "search", "eval", "check", "status", "doctor"])
def test_every_command_takes_an_index_and_prints_json(name: str) -> None:
    options = commands()[name]
    assert {"--index", "--json"} <= set(options)
    # `index` takes its folder as an argument: `pincite index FOLDER`.
    assert name == "index" or "--folder" in options


def test_the_exit_codes_in_the_help_are_those_of_the_errors() -> None:
    from qa import ModelError, PinciteError, SettingsError, SourceError, StoreError
    from qa.cli import PARTIAL, app
    from qa.console import INTERRUPTED

    stated = str(app.info.epilog)
    for code, what in {
        PinciteError.exit_code: "failed",
        SettingsError.exit_code: "wrong use, folder or setting",
        SourceError.exit_code: "wrong use, folder or setting",
        PARTIAL: "done in part",
        StoreError.exit_code: "the index cannot be used",
        ModelError.exit_code: "a model failed",
        INTERRUPTED: "interrupted",
    }.items():
        assert f"{code} {what}" in stated
