"""The address of a server that has started → the terminal, and a browser's window where there is one."""

from __future__ import annotations

import os
import sys
import webbrowser


def say_address(address: str) -> None:
    """Print where the page is."""
    print(f"Pincite is at {address} (Ctrl-C ends it)", flush=True)


def open_page(address: str) -> None:
    """Print where the page is, and open it where there is somebody to see it."""
    say_address(address)
    # Without a screen a browser in the terminal would take it over.
    if sys.platform in ("darwin", "win32") or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        webbrowser.open(address)
