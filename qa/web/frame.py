"""Gradio's part: the page's frame of three columns, which ``qa/assets`` fills, and the tools for assistants."""

from __future__ import annotations

from fastapi import FastAPI

from qa.web.bare_gradio import gradio as gr
from qa.web.desk import Desk
from qa.web.tools import Tools

# The page's scripts and styles are files of this server; a gr.HTML would run its template through eval.
_HEAD = """
<link rel="preload" href="/pincite/fonts/source-sans-3-latin.woff2" as="font" type="font/woff2" crossorigin>
<link rel="stylesheet" href="/pincite/page.css">
<script type="module" src="/pincite/page.js"></script>
"""
_FONTS = ("ui-sans-serif", "system-ui", "sans-serif")


def blocks(desk: Desk) -> gr.Blocks:
    """The frame: history and articles on the left, the chat, the article beside it."""
    tools = Tools(desk)
    frame: gr.Blocks = gr.Blocks(title="Pincite", analytics_enabled=False, fill_width=True)
    with frame:
        with gr.Row(elem_id="pincite"):
            for part in ("rail", "chat", "source"):
                gr.Column(elem_id=part, min_width=0)
        for tool in (tools.ask, tools.search, tools.read_passage, tools.check):
            gr.events.api(tool, concurrency_limit=desk.options.parallel)
    frame.queue(max_size=desk.options.waiting, api_open=False)
    return frame


def mount(app: FastAPI, desk: Desk) -> FastAPI:
    """Mount the frame at ``/``, with no door to the disk and none to the net."""
    theme = gr.themes.Base(font=_FONTS, font_mono=("ui-monospace", "monospace"))
    mounted: FastAPI = gr.mount_gradio_app(
        app,
        blocks(desk),
        path="/",
        footer_links=[],
        run_history=False,
        allowed_paths=[],
        blocked_paths=[str(desk.library.folder)],
        show_error=False,
        max_file_size=1,
        ssr_mode=False,
        enable_monitoring=False,
        pwa=False,
        mcp_server=True,
        theme=theme,
        head=_HEAD,
    )
    return mounted
