"""The app: the chat page over one folder of articles, on this machine."""

from __future__ import annotations

import sys

from rich.console import Console
from rich.text import Text

from qa import Pincite, PinciteError, rendering


def main(arguments: list[str]) -> int:
    """``app.py [FOLDER [PORT]]``: open the page over the folder, and serve until interrupted."""
    console = Console(highlight=False)
    try:
        library = Pincite.open(arguments[0] if arguments else "seeds")
        from qa.web.opening import open_page
        from qa.web.options import Options
        from qa.web.server import serve

        options = Options(port=int(arguments[1])) if len(arguments) > 1 else Options()
        serve(library, options, open_page)
    except PinciteError as error:
        console.print(Text(rendering.neutral(str(error)), style="red"))
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
