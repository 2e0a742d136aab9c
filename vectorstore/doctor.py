"""Does every passage find itself? Asked in a child process, because damaged vector files can crash the one that reads them."""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from vectorstore.records import StoreFault
from vectorstore.store import Store
from vectorstore.vectors import VectorIndex, checksum

BATCH = 256
# A copy of a passage has the same vector and may stand before it.
NEIGHBOURS = 10
SAME = 1e-3

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What is wrong with an index; every list holds passage ids. ``fatal`` is why the vectors cannot be read at all."""

    passages: int = 0
    missing: tuple[int, ...] = ()
    altered: tuple[int, ...] = ()
    lost: tuple[int, ...] = ()
    stray: int = 0
    broken_offsets: tuple[str, ...] = ()
    fatal: str | None = None

    @property
    def healthy(self) -> bool:
        """Whether every passage has its vector and finds itself; stray vectors are harmless."""
        return not (self.missing or self.altered or self.lost or self.broken_offsets or self.fatal)


def diagnose(index: Path, chroma_url: str | None = None, progress: Progress | None = None) -> Diagnosis:
    """Check the index in a child process; a child that crashes is a finding, not an error of this process."""
    command = [sys.executable, "-m", "vectorstore.doctor", str(index.absolute()), chroma_url or ""]
    root = str(Path(__file__).resolve().parent.parent)
    result: dict[str, Any] | None = None
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=root) as child:
        assert child.stdout is not None
        for line in child.stdout:
            try:
                row = json.loads(line)
            except ValueError:
                # The last words of a child that crashed.
                continue
            if "of" in row:
                if progress is not None:
                    progress(row["done"], row["of"])
            else:
                result = {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}
    if result is None:
        return Diagnosis(fatal=f"the check crashed while reading the vectors (exit {child.returncode})")
    return Diagnosis(**result)


def examine(store: Store, progress: Progress) -> Diagnosis:
    """Compare each passage's vector with its checksum and look it up by itself, in this process."""
    catalog = store.catalog
    with catalog.faults():
        verdict = catalog.db.execute("PRAGMA integrity_check").fetchone()[0]
    if verdict != "ok":
        return Diagnosis(fatal=f"the catalogue is damaged ({verdict}); run `pincite index --rebuild`")
    expected = catalog.passage_ids()
    broken = _broken_offsets(store)
    try:
        stray = len(store.read(VectorIndex.ids) - {i for i, _ in expected})
        missing: list[int] = []
        altered: list[int] = []
        lost: list[int] = []
        for first in range(0, len(expected), BATCH):
            part = expected[first : first + BATCH]
            asked = [i for i, _ in part]
            stored = store.read(lambda vectors, asked=asked: vectors.get(asked))  # type: ignore[misc]
            missing += [i for i, _ in part if i not in stored]
            altered += [i for i, crc in part if i in stored and checksum(stored[i]) != crc]
            sound = [i for i, crc in part if i in stored and checksum(stored[i]) == crc]
            if sound:
                probes = np.stack([stored[i] for i in sound])
                hits = store.read(lambda vectors, probes=probes: vectors.nearest_many(probes, NEIGHBOURS))  # type: ignore[misc]
                for i, found in zip(sound, hits, strict=True):
                    itself = any(hit.id == i for hit in found)
                    twins = bool(found) and found[-1].score > 1 - SAME
                    if not itself and not twins:
                        lost.append(i)
            progress(min(first + BATCH, len(expected)), len(expected))
    except StoreFault as fault:
        return Diagnosis(passages=len(expected), broken_offsets=broken, fatal=str(fault))
    return Diagnosis(len(expected), tuple(missing), tuple(altered), tuple(lost), stray, broken)


def _broken_offsets(store: Store) -> tuple[str, ...]:
    """Files whose passages do not partition their text, or whose sentences do not partition their passage."""
    catalog = store.catalog
    broken = []
    for file in catalog.stored():
        text = catalog.text(file) or ""
        place = 0
        for passage in catalog.passages_of(file):
            edges = [passage.start, *(end for _, end in passage.sentences)]
            joined = list(itertools.pairwise(edges)) == list(passage.sentences) and edges[-1] == passage.end
            if passage.start != place or not joined or passage.text != text[passage.start : passage.end]:
                break
            place = passage.end
        if place != len(text):
            broken.append(file)
    return tuple(broken)


def main() -> None:
    """The child: progress and result as JSON lines."""
    index, url = sys.argv[1:3]

    def say(done: int, total: int) -> None:
        print(json.dumps({"done": done, "of": total}), flush=True)

    try:
        result = examine(Store(Path(index), chroma_url=url or None), say)
    except StoreFault as fault:
        result = Diagnosis(fatal=str(fault))
    rows = {name: getattr(result, name) for name in Diagnosis.__slots__}
    print(json.dumps(rows), flush=True)


if __name__ == "__main__":
    main()
