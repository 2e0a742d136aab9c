"""The app: until the chat page takes its place, it indexes a folder and answers one question on screen."""

from __future__ import annotations

import sys

from rich.console import Console
from rich.text import Text

from qa import Pincite, PinciteError, rendering

QUESTION = "who accompanied Putin?"


def main(arguments: list[str]) -> int:
    """``app.py [FOLDER [QUESTION]]``: index the folder, ask, print the answer with its citations."""
    folder, question = (*arguments, *("seeds", QUESTION)[len(arguments) :])[:2]
    console = Console(highlight=False)
    try:
        library = Pincite.open(folder)
        console.print(rendering.report(library.index()))
        console.print(Text(f"\n{rendering.neutral(question)}\n", style="italic"))
        console.print(rendering.answer(library.ask(question)))
    except PinciteError as error:
        console.print(Text(rendering.neutral(str(error)), style="red"))
        return error.exit_code
    except KeyboardInterrupt:
        console.print("Interrupted; what is indexed so far is kept.", style="red")
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
