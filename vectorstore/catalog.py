"""SQLite as the catalogue: articles, passages, full-text index and manifest, changed in one transaction."""

from __future__ import annotations

import json
import time
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from vectorstore.database import Database
from vectorstore.records import ArticleRow, Filters, Listing, PassageRow, Stored, StoreFault

SCHEMA_VERSION = 1
# Words as FTS5 stores them: folded to lower case without diacritics, then Porter's stem.
TOKENIZER = "porter unicode61 remove_diacritics 2"

_SCHEMA = f"""
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE articles (
    id INTEGER PRIMARY KEY AUTOINCREMENT, file TEXT NOT NULL UNIQUE, sha256 TEXT NOT NULL, size INTEGER NOT NULL,
    modified REAL NOT NULL, encoding TEXT NOT NULL, title TEXT, date TEXT, source TEXT, text TEXT NOT NULL,
    indexed REAL NOT NULL, former TEXT NOT NULL DEFAULT '[]');
CREATE INDEX articles_by_content ON articles (sha256);
CREATE TABLE passages (
    id INTEGER PRIMARY KEY AUTOINCREMENT, article INTEGER NOT NULL REFERENCES articles (id), start INTEGER NOT NULL,
    "end" INTEGER NOT NULL, sentences TEXT NOT NULL, section TEXT, kind TEXT NOT NULL, vector_crc INTEGER NOT NULL);
CREATE INDEX passages_by_article ON passages (article);
CREATE VIRTUAL TABLE words USING fts5 (title, text, content='', tokenize='{TOKENIZER}');
CREATE TABLE failures (file TEXT PRIMARY KEY, reason TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE stray_vectors (id INTEGER PRIMARY KEY);
"""
_PASSAGE = """
SELECT p.id, p.article, a.file, p.start, p."end", p.sentences, p.section, p.kind, a.title, a.date, a.source, a.sha256,
       substr(a.text, p.start + 1, p."end" - p.start)
FROM passages p JOIN articles a ON a.id = p.article
"""
# SQLite allows at least this many values in one statement (SQLITE_MAX_VARIABLE_NUMBER before 3.32).
VARIABLES = 900
# How often a word occurs takes as long to count as it is frequent; so much is remembered of one state of the index.
KEPT_COUNTS = 10_000


class Catalog(Database):
    """What the catalogue's file holds."""

    def __init__(self, path: Path, create: bool = False) -> None:
        """Raises :class:`StoreFault` where there is no catalogue, it is damaged, or a newer version wrote it."""
        super().__init__(path)
        self._counts: tuple[int, dict[str | None, int]] = -1, {}
        if not path.exists() and not create:
            raise StoreFault(f"There is no index at {path.parent}; run `pincite index`.")
        with self.faults():
            if create and not self.db.execute("SELECT 1 FROM sqlite_master WHERE name = 'meta'").fetchone():
                self._create()
            version = int(self.meta("schema") or 0)
        if version > SCHEMA_VERSION:
            raise StoreFault(f"The index at {path.parent} is of a newer Pincite (schema {version}); update pincite.")
        if version < SCHEMA_VERSION:
            raise StoreFault(
                f"The index at {path.parent} is of an older Pincite (schema {version}); run `pincite index --rebuild`."
            )

    def _create(self) -> None:
        with self.transaction() as db:
            for statement in _SCHEMA.split(";\n"):
                if statement.strip():
                    db.execute(statement)
            self.set_meta("schema", str(SCHEMA_VERSION))
            self.set_meta("generation", "0")

    # -- manifest

    def meta(self, key: str) -> str | None:
        """A fact about the index as a whole."""
        with self.faults():
            row = self.db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return None if row is None else str(row[0])

    def set_meta(self, key: str, value: str) -> None:
        """Store a fact; call it inside a transaction."""
        self.db.execute(
            "INSERT INTO meta VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value", (key, value)
        )

    def generation(self) -> int:
        """A number that grows with every change another process may have made."""
        return int(self.meta("generation") or 0)

    def bump(self) -> None:
        """Say that passages have changed; call it inside a transaction."""
        self.db.execute("UPDATE meta SET value = CAST(value AS INTEGER) + 1 WHERE key = 'generation'")

    def stored(self) -> dict[str, Stored]:
        """Every stored article by its file."""
        with self.faults():
            return {row[1]: Stored(*row) for row in self.db.execute("SELECT id, file, sha256, encoding FROM articles")}

    def titles(self) -> dict[str, str | None]:
        """Every stored article's title by its file, ``None`` where it states none."""
        with self.faults():
            return dict(self.db.execute("SELECT file, title FROM articles ORDER BY file").fetchall())

    def counts(self) -> tuple[int, int, int]:
        """Articles, passages, and files that could not be read."""
        with self.faults():
            tables = ("articles", "passages", "failures")
            articles, passages, failures = (
                self.db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables
            )
        return articles, passages, failures

    def passage_count(self) -> int:
        """How many passages there are; counted once for each state of the index, so not inside a transaction that may fail."""
        return self._counted(None)

    def documents(self, stem: str) -> int:
        """In how many passages a word occurs, stemmed as the full-text index has it; counted as :meth:`passage_count` is."""
        return self._counted(stem)

    def terms(self, words: Sequence[str]) -> list[tuple[str, ...]]:
        """Each word as the full-text index has it, by its own tokenizer: in several terms where it is several words there."""
        if not words:
            return []
        found: list[list[str]] = [[] for _ in words]
        with self.faults():
            self.db.execute(
                f"CREATE VIRTUAL TABLE IF NOT EXISTS temp.heard USING fts5 (word, content='', tokenize='{TOKENIZER}')"
            )
            self.db.execute(
                "CREATE VIRTUAL TABLE IF NOT EXISTS temp.heard_terms USING fts5vocab ('temp', 'heard', 'instance')"
            )
            self.db.execute("INSERT INTO heard (heard) VALUES ('delete-all')")
            self.db.executemany("INSERT INTO heard (rowid, word) VALUES (?, ?)", enumerate(words))
            for term, number in self.db.execute('SELECT term, doc FROM heard_terms ORDER BY doc, "offset"'):
                found[number].append(term)
        return [tuple(terms) for terms in found]

    def _counted(self, stem: str | None) -> int:
        generation = self.generation()
        if self._counts[0] != generation or len(self._counts[1]) >= KEPT_COUNTS:
            self._counts = generation, {}
        known = self._counts[1]
        if stem not in known:
            known[stem] = self._count(stem)
        return known[stem]

    def _count(self, stem: str | None) -> int:
        with self.faults():
            if stem is None:
                return int(self.db.execute("SELECT count(*) FROM passages").fetchone()[0])
            self._open_vocabulary()
            row = self.db.execute("SELECT doc FROM temp.vocabulary WHERE term = ?", (stem,)).fetchone()
        return int(row[0]) if row else 0

    def documents_of(self, stems: Collection[str], prefix: str) -> dict[str, int]:
        """As :meth:`documents`, for those of many ``stems`` that occur; ``prefix`` is one that most of them begin with."""
        others = [stem for stem in stems if not stem.startswith(prefix)]
        with self.faults():
            self._open_vocabulary()
            # A look-up in FTS5 takes 20 µs, and the terms that follow one another 1 to 5 each.
            found = self.db.execute(
                "SELECT term, doc FROM temp.vocabulary WHERE term >= ? AND term < ?", (prefix, f"{prefix}\U0010ffff")
            ).fetchall()
            for first in range(0, len(others), VARIABLES):
                part = others[first : first + VARIABLES]
                marks = ",".join("?" * len(part))
                found += self.db.execute(f"SELECT term, doc FROM temp.vocabulary WHERE term IN ({marks})", part)
        return {term: int(count) for term, count in found if term in stems}

    def texts_with(self, word: str, limit: int) -> list[str]:
        """The titles and texts of up to ``limit`` passages that hold a word with the stem of ``word``, which is letters only."""
        with self.faults():
            ids = [
                row[0] for row in self.db.execute("SELECT rowid FROM words WHERE words MATCH ? LIMIT ?", (word, limit))
            ]
        return [f"{row.title or ''}\n{row.text}" for row in self.passages(ids).values()]

    def _open_vocabulary(self) -> None:
        self.db.execute("CREATE VIRTUAL TABLE IF NOT EXISTS temp.vocabulary USING fts5vocab ('main', 'words', 'row')")

    def counts_within(self, filters: Filters) -> tuple[int, int]:
        """Articles and passages that ``filters`` let through."""
        where, values = conditions(filters)
        with self.faults():
            articles = self.db.execute(f"SELECT count(*) FROM articles a WHERE {where}", values).fetchone()[0]
        return articles, len(self.allowed(filters))

    def failures(self) -> dict[str, str]:
        """File → why it could not be read, as of the last indexing."""
        with self.faults():
            return dict(self.db.execute("SELECT file, reason FROM failures ORDER BY file").fetchall())

    def set_failures(self, failures: Iterable[tuple[str, str]]) -> None:
        """Replace the list of unreadable files; call it inside a transaction."""
        self.db.execute("DELETE FROM failures")
        self.db.executemany("INSERT INTO failures VALUES (?, ?)", failures)

    # -- articles; call these inside a transaction

    def reserve(self, count: int) -> range:
        """The next ``count`` passage ids; an id is never given out twice."""
        first = int(self.meta("next_passage") or 1)
        self.set_meta("next_passage", str(first + count))
        return range(first, first + count)

    def insert(self, article: ArticleRow, ids: Sequence[int], checksums: Sequence[int]) -> None:
        """Store an article whose file is not stored yet, its passages under ``ids``."""
        cursor = self.db.execute(
            "INSERT INTO articles (file, sha256, size, modified, encoding, title, date, source, text, indexed)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (article.file, article.sha256, article.size, article.modified, article.encoding, article.title, article.date,
             article.source, article.text, time.time()),
        )  # fmt: skip
        self.db.executemany(
            "INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (i, cursor.lastrowid, c.start, c.end, json.dumps(c.sentences), c.section, c.kind, crc)
                for i, c, crc in zip(ids, article.chunks, checksums, strict=True)
            ],
        )
        self.db.executemany(
            "INSERT INTO words (rowid, title, text) VALUES (?, ?, ?)",
            [(i, article.title or "", article.text[c.start : c.end]) for i, c in zip(ids, article.chunks, strict=True)],
        )

    def delete(self, article: int) -> list[int]:
        """Remove an article with its passages and words; gives the ids of its passages."""
        rows = self.db.execute(_PASSAGE + "WHERE p.article = ?", (article,)).fetchall()
        # A contentless FTS5 table forgets a row only when it is told the row's words.
        self.db.executemany(
            "INSERT INTO words (words, rowid, title, text) VALUES ('delete', ?, ?, ?)",
            [(row[0], row[8] or "", row[12]) for row in rows],
        )
        self.db.execute("DELETE FROM passages WHERE article = ?", (article,))
        self.db.execute("DELETE FROM articles WHERE id = ?", (article,))
        return [row[0] for row in rows]

    def move(self, article: int, file: str, modified: float) -> None:
        """Give an article another path; it keeps its passages and remembers its former paths."""
        row = self.db.execute("SELECT file, former FROM articles WHERE id = ?", (article,)).fetchone()
        former = json.dumps([*json.loads(row[1]), row[0]])
        self.db.execute(
            "UPDATE articles SET file = ?, modified = ?, former = ? WHERE id = ?", (file, modified, former, article)
        )

    def scrub(self) -> bool:
        """Make removed texts physically gone: merge the full-text index and empty the log. Outside a transaction.

        False when another process read an old state for so long that the log could not be emptied.
        """
        with self.faults():
            self.db.execute("INSERT INTO words (words) VALUES ('optimize')")
            busy = self.db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        return not busy

    # -- passages

    def passages(self, ids: Sequence[int]) -> dict[int, PassageRow]:
        """The passages of those ``ids`` that exist, with their texts."""
        found: dict[int, PassageRow] = {}
        with self.faults():
            for first in range(0, len(ids), VARIABLES):
                part = list(ids[first : first + VARIABLES])
                marks = ",".join("?" * len(part))
                for row in self.db.execute(f"{_PASSAGE} WHERE p.id IN ({marks})", part):
                    found[row[0]] = PassageRow(*row)
        return found

    def known(self, ids: Sequence[int], filters: Filters | None = None) -> set[int]:
        """Those of ``ids`` that are passages, and that ``filters`` let through."""
        where, values = conditions(filters or Filters())
        found: set[int] = set()
        with self.faults():
            for first in range(0, len(ids), VARIABLES):
                part = list(ids[first : first + VARIABLES])
                among = f"p.id IN ({','.join('?' * len(part))})"
                rows = self.db.execute(
                    f"SELECT p.id FROM passages p JOIN articles a ON a.id = p.article WHERE {among} AND {where}",
                    [*part, *values],
                )
                found |= {row[0] for row in rows}
        return found

    def passages_of(self, file: str) -> list[PassageRow]:
        """A file's passages in the order of the text."""
        with self.faults():
            rows = self.db.execute(_PASSAGE + "WHERE a.file = ? ORDER BY p.start", (file,)).fetchall()
        return [PassageRow(*row) for row in rows]

    def passage_ids(self) -> list[tuple[int, int]]:
        """Every passage's id with its vector's checksum, in the order of the ids."""
        with self.faults():
            return self.db.execute("SELECT id, vector_crc FROM passages ORDER BY id").fetchall()

    def listing(self, filters: Filters | None = None) -> list[Listing]:
        """The articles that ``filters`` let through, without their texts, in the order of their paths."""
        where, values = conditions(filters or Filters())
        with self.faults():
            rows = self.db.execute(
                "SELECT a.file, a.title, a.date, a.source, a.size, (SELECT count(*) FROM passages p WHERE p.article = a.id)"
                f" FROM articles a WHERE {where} ORDER BY a.file",
                values,
            ).fetchall()
        return [Listing(*row) for row in rows]

    def text(self, file: str) -> str | None:
        """A stored article's text."""
        with self.faults():
            row = self.db.execute("SELECT text FROM articles WHERE file = ?", (file,)).fetchone()
        return None if row is None else str(row[0])

    def allowed(self, filters: Filters) -> list[int]:
        """The ids of the passages that ``filters`` let through."""
        where, values = conditions(filters)
        with self.faults():
            rows = self.db.execute(
                f"SELECT p.id FROM passages p JOIN articles a ON a.id = p.article WHERE {where} ORDER BY p.id", values
            )
            return [row[0] for row in rows]


def conditions(filters: Filters) -> tuple[str, list[str]]:
    """A WHERE clause over ``articles a``; names are compared as they are, so ``%`` and ``_`` in a path mean themselves."""
    clauses: list[str] = ["1"]
    values: list[str] = []
    if filters.files or filters.folders:
        either = [f"a.file IN ({','.join('?' * len(filters.files))})"] if filters.files else []
        values += filters.files
        for folder in filters.folders:
            prefix = folder.strip("/") + "/"
            either.append("substr(a.file, 1, length(?)) = ?")
            values += [prefix, prefix]
        clauses.append("(" + " OR ".join(either) + ")")
    if filters.sources:
        clauses.append(f"casefold(a.source) IN ({','.join('?' * len(filters.sources))})")
        values += [source.casefold() for source in filters.sources]
    if filters.since:
        clauses.append("a.date >= ?")
        values.append(filters.since)
    if filters.until:
        clauses.append("a.date <= ?")
        values.append(filters.until)
    if filters.as_of:
        clauses.append("(a.date IS NULL OR a.date <= ?)")
        values.append(filters.as_of)
    if filters.named:
        part = filters.named.casefold()
        clauses.append("(instr(casefold(a.title), ?) OR instr(casefold(a.file), ?))")
        values += [part, part]
    return " AND ".join(clauses), values
