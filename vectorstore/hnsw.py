"""Chroma's graph files: would it survive reading them, what do they hold that is not its own, and what would it not find?"""

from __future__ import annotations

import os
import pickle
import struct
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vectorstore.records import Damaged, Vectors

# hnswlib follows whatever a damaged graph says, and takes the process with it; so it is looked at first.
# Its header, as Chroma's fork writes it (chroma-core/hnswlib, hnswalg.h, persistHeader): version; offset of level 0,
# room, elements, bytes an element, offsets of label and data; top level, entry point; links a level, links on
# level 0, M; a double; ef_construction.
_HEADER = struct.Struct("<i6Q2i3Q2Q")
_VERSION = 1
# A search comes to an element over the links that others keep to it, and a neighbour whose list is full keeps those it
# wants, which an element unlike all others is not: of tests/test_vectors.py's outliers all that were lost had no link or
# one. A few alike, unlike all others, keep links to one another and to far ends that no search for them comes by (one such
# was lost with 13), so the least linked are never few: comparing 4,000 costs about a millisecond, and an index that has
# no more is searched exactly.
FEW_LINKS = 8
LEAST_LINKED = 4_000
# Where many are alike, few links are no sign: of 600,000, ten near-copies of each passage, half had one link or two, and of 3,000 of
# those a search found every one. Comparing so many takes three milliseconds and 30 MB.
MOST_APART = 20_000


def check(place: Path) -> None:
    """Raise :class:`Damaged` when a graph under ``place`` points outside itself or lacks its names.

    Reads what Chroma reads when it opens the folder, and takes about as long as that. Bits flipped inside a vector
    are harmless here; the checksums find those. A layout that is not known passes: Chroma refuses it by itself.
    """
    for header in sorted(place.glob("*/header.bin")):
        wrong = _wrong(header.parent)
        if wrong:
            raise Damaged(f"The vectors in {place} are damaged ({wrong}); run `pincite doctor --repair`.")


def scrub(place: Path) -> None:
    """Zero what the files under ``place`` hold beyond their elements; call it while nobody else writes.

    hnswlib makes room for more elements than there are and writes that memory out as it got it: pieces of whatever
    the process had in it before, articles that have since been removed among them.
    """
    for path in place.glob("*/header.bin"):
        header = path.read_bytes()
        if len(header) != _HEADER.size:
            continue
        version, _, _, count, size, *_ = _HEADER.unpack(header)
        if version == _VERSION:
            _zero(path.with_name("data_level0.bin"), count * size)
            _zero(path.with_name("length.bin"), count * 4)


def hardly_linked(place: Path) -> dict[int, Vectors]:
    """Id → vector of the :data:`LEAST_LINKED` elements that the fewest others link to, of those that a search gets to,
    and of all that fewer than :data:`FEW_LINKS` do, up to :data:`MOST_APART` together; of all that it does not get to.

    A search of the graph may pass them by, however near they are; call it while nobody writes.
    """
    found: dict[int, Vectors] = {}
    for header in place.glob("*/header.bin"):
        version, _, _, count, size, label, data, _, entry, *_ = _HEADER.unpack(header.read_bytes())
        if version != _VERSION or count == 0:
            continue
        elements = np.memmap(header.with_name("data_level0.bin"), np.uint8, "r", shape=(count, size))
        incoming = _incoming(*_links(elements[:, :data]), entry)
        labels = np.ascontiguousarray(elements[:, label:]).view(np.uint64)[:, 0]
        names = _names(header.with_name("index_metadata.pickle"))
        # What has been deleted keeps its place in the graph, but no name.
        living = np.flatnonzero(np.isin(labels, np.fromiter(names, np.uint64, len(names))))
        linked = incoming[living]
        few = min(MOST_APART, max(LEAST_LINKED, int((linked < FEW_LINKS).sum())))
        chosen = living[np.argsort(linked, kind="stable")[: max(few, int((linked == 0).sum()))]]
        vectors = np.ascontiguousarray(elements[chosen, data:label]).view(np.float32)
        found |= {int(names[i]): row for i, row in zip(labels[chosen].tolist(), vectors, strict=True)}
    return found


def _incoming(links: NDArray[np.uint32], used: NDArray[np.bool_], entry: int) -> NDArray[np.int64]:
    """How many elements link to each, of those that can be got to from ``entry``."""
    reached = np.zeros(len(links), bool)
    front = np.array([entry])
    while len(front):
        reached[front] = True
        linked = np.zeros_like(reached)
        linked[links[front][used[front]]] = True
        front = np.flatnonzero(linked & ~reached)
    return np.bincount(links[reached][used[reached]], minlength=len(links))


class _Plain(pickle.Unpickler):
    """Reads numbers, strings and dictionaries; a file that would have anything else made of it is refused."""

    def find_class(self, module: str, name: str) -> Any:
        raise pickle.UnpicklingError(f"it names {module}.{name}")


def _names(path: Path) -> dict[int, str]:
    """Label → the id that Chroma knows the element by."""
    with path.open("rb") as file:
        names: dict[int, str] = _Plain(file).load()["label_to_id"]
    return names


def _zero(path: Path, first: int) -> None:
    with path.open("r+b") as file:
        file.seek(first)
        rest = file.read()
        if rest.strip(b"\0"):
            file.seek(first)
            file.write(bytes(len(rest)))
            file.flush()
            os.fsync(file.fileno())


def _wrong(folder: Path) -> str | None:
    try:
        header = (folder / "header.bin").read_bytes()
        level0 = np.fromfile(folder / "data_level0.bin", np.uint8)
        upper = np.fromfile(folder / "link_lists.bin", np.uint8)
    except OSError as error:
        return f"{folder.name}: {error.strerror}"
    if len(header) != _HEADER.size:
        return "header.bin has another length"
    version, _, room, count, size, label, data, top, entry, m, m0, _, _, _ = _HEADER.unpack(header)
    if version != _VERSION:
        return None
    if count == 0:
        return None
    if not (folder / "index_metadata.pickle").is_file():
        # Chroma takes the graph for a new one then, and finds only what its log still holds.
        return "index_metadata.pickle is gone"
    if (data, label) != (4 * m0 + 4, size - 8) or size <= data + 8 or count > room:
        return "header.bin contradicts itself"
    if len(level0) < count * size or len(level0) % size:
        return "data_level0.bin has another length"
    if not 0 <= entry < count or not 0 <= top < 64:
        return "header.bin names an element that is not there"
    rows = level0[: count * size].reshape(count, size)
    if _points_outside(rows[:, :data], count):
        return "data_level0.bin links to elements that are not there"
    return _wrong_above(upper, count, 4 * m + 4, entry, top)


def _wrong_above(upper: NDArray[np.uint8], count: int, size: int, entry: int, top: int) -> str | None:
    """The lists of the levels above 0: for each element their length in bytes, then the lists."""
    levels = np.zeros(count, np.int64)
    lists: list[NDArray[np.uint8]] = []
    place = 0
    raw = upper.tobytes()
    for element in range(count):
        if place + 4 > len(raw):
            return "link_lists.bin is cut off"
        (length,) = struct.unpack_from("<I", raw, place)
        place += 4
        if length % size or place + length > len(raw):
            return "link_lists.bin is cut off or damaged"
        if length:
            levels[element] = length // size
            lists.append(upper[place : place + length].reshape(-1, size))
            place += length
    if levels[entry] != top or levels.max() != top:
        return "link_lists.bin has other levels than header.bin"
    if not lists:
        return None
    rows = np.concatenate(lists)
    if _points_outside(rows, count):
        return "link_lists.bin links to elements that are not there"
    # Whoever is linked to on a level must have that level.
    level = np.concatenate([np.arange(1, n + 1) for n in levels[levels > 0]])
    links, used = _links(rows)
    if (levels[np.where(used, links, entry)] < level[:, None]).any():
        return "link_lists.bin links to a level that is not there"
    return None


def _points_outside(rows: NDArray[np.uint8], count: int) -> bool:
    links, used = _links(rows)
    # The count is two bytes wide; a third is a mark of deletion.
    return bool((_counts(rows) > links.shape[1]).any() or (links[used] >= count).any())


def _links(rows: NDArray[np.uint8]) -> tuple[NDArray[np.uint32], NDArray[np.bool_]]:
    links = np.ascontiguousarray(rows[:, 4:]).view(np.uint32)
    used = np.arange(links.shape[1])[None, :] < _counts(rows)[:, None]
    return links, used


def _counts(rows: NDArray[np.uint8]) -> NDArray[np.int64]:
    return np.ascontiguousarray(rows[:, :2]).view(np.uint16)[:, 0].astype(np.int64)
