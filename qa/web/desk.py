"""What the routes share: the library, its conversations, the queue, and the one thread that changes the index."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from typing import TypeVar

from qa.errors import PinciteError, StoreError
from qa.library import Pincite, Progress
from qa.stopping import Stop, Stopped
from qa.streaming import AnswerStream
from qa.web.access import Access, Role
from qa.web.gate import Gate
from qa.web.history import History
from qa.web.options import Options
from qa.web.quarantine import Quarantine

T = TypeVar("T")
QUARANTINE = "quarantine"
# Seconds that the next example question waits for those who ask.
LONGEST_COURTESY = 10.0


class Desk:
    """One a server. Reading goes on in ``readers``; whatever changes the index runs in a thread of its own, in turn."""

    def __init__(self, library: Pincite, options: Options) -> None:
        self.library = library
        self.options = options
        self.history = History(library.place, self._held)
        self.quarantine = Quarantine(library.place / QUARANTINE, options.largest_upload, library.file_name)
        settings = library.settings
        self.access = Access(
            settings.password_hash, settings.reader_password_hash, Role.READER if options.read_only else Role.EDITOR
        )
        self.gate = Gate(options.parallel, options.waiting)
        self.readers = library.readers(options.parallel + 4)
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="pincite-index")
        self.progress: Progress | None = None
        self.busy = False
        self.failed: str | None = None
        self.questions: list[str] = []
        self._first = threading.Event()
        self._changes = Stop()
        self._streams: set[AnswerStream] = set()
        self._idle = threading.Event()
        self._idle.set()
        self._closing = False
        self._lock = threading.Lock()

    def start(self) -> None:
        """Bring the index up to the folder, beside whatever is asked meanwhile."""
        with suppress(PinciteError):
            # An index with something in it can be asked at once; one that is just being begun would know nothing.
            if self.library.exists() and self.library.status().articles:
                self._first.set()
        # Before anybody reads them: articles may have left the index since the conversations were kept.
        self._align()
        self._writer.submit(self._index)

    async def read(self, work: Callable[[], T]) -> T:
        """The result of ``work``, which only reads, from a thread."""
        return await asyncio.get_running_loop().run_in_executor(self.readers, work)

    async def change(self, work: Callable[[], T]) -> T:
        """The result of ``work``, which changes the index, when its turn has come; :class:`StoreError` at the server's end."""
        return await asyncio.get_running_loop().run_in_executor(self._writer, self._changing, work)

    def searchable(self) -> bool:
        """Whether there is something to search, or will be nothing: the first indexing has ended."""
        return self._first.is_set()

    def wait_searchable(self) -> None:
        """Wait for the first indexing to end."""
        self._first.wait()

    @contextmanager
    def answering(self, stream: AnswerStream) -> Iterator[AnswerStream]:
        """Inside, the server's end stops ``stream``: a model may take a minute yet."""
        with self._lock:
            self._streams.add(stream)
            self._idle.clear()
            late = self._closing
        if late:
            stream.stop()
        try:
            yield stream
        finally:
            with self._lock:
                self._streams.discard(stream)
                if not self._streams:
                    self._idle.set()

    def stop(self) -> None:
        """Stop every answer and every change of the index under way, and whatever comes from now on; returns at once."""
        self._first.set()
        with self._lock:
            self._closing = True
            streams = [*self._streams]
        self._idle.set()
        self._changes.now()
        for stream in streams:
            stream.stop()

    def close(self) -> None:
        """End what runs, let go of every file."""
        self.stop()
        self.readers.shutdown(cancel_futures=True)
        self._writer.shutdown(cancel_futures=True)
        self.quarantine.clear()
        self.history.close()
        self.library.close()

    def advance(self, done: Progress) -> None:
        """How far indexing is, for whoever looks."""
        self.progress = done

    def _index(self) -> None:
        try:
            self._changing(lambda: self.library.index(progress=self.advance))
        except PinciteError as error:
            # The page says so, and still answers from what is indexed.
            self.failed = str(error)
        finally:
            self._first.set()

    def _changing(self, work: Callable[[], T]) -> T:
        self.busy, self.progress = True, None
        try:
            with self._changes.governs():
                result = work()
            # What they were drawn from may be gone.
            self.questions = []
            self._align()
        except Stopped:
            raise StoreError("The server is closing; once it is back, the index is brought up to the folder.") from None
        finally:
            self.busy = False
            self._first.set()
        self.failed = None
        self._writer_later(self._draw_questions)
        return result

    def _align(self) -> None:
        # Conversations that cannot be read say so to whoever opens them.
        with suppress(PinciteError):
            # An index that was begun anew lacks articles that are not gone.
            if self.library.finished():
                self.history.align()

    def _held(self) -> set[str] | None:
        """The files in the index and the articles' sha256; a file that cannot be read at present has not been removed."""
        try:
            return self.library.known()
        except PinciteError:
            return None

    def _writer_later(self, work: Callable[[], None]) -> None:
        try:
            self._writer.submit(work)
        except RuntimeError:
            # The server is closing.
            return

    def _draw_questions(self) -> None:
        try:
            self.questions = self.library.questions(turn=self.give_way)
        except (PinciteError, Stopped):
            self.questions = []

    def give_way(self) -> None:
        """Wait while people ask; among some who never stop, an example comes all the same. Raises ``Stopped`` at the end."""
        self._idle.wait(LONGEST_COURTESY)
        if self._closing:
            raise Stopped
