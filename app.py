"""The web application: Streamlit pages and our own HTTP routes in one process.

``python app.py`` listens where CLEANGRID_HOST and CLEANGRID_PORT say; ``streamlit run app.py`` where
.streamlit/config.toml says (``--server.port`` changes it).
"""

from __future__ import annotations

import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import streamlit as st

from gis import process
from gis.settings import load
from gis.views.ready import get_ready
from web.middleware import middleware
from web.routes import routes
from web.sockets import send_at_once

ROOT = Path(__file__).resolve().parent

GUARDED: dict[str, object] = {
    "browser.gatherUsageStats": False,
    "server.headless": True,
    "server.fileWatcherType": "none",
    "server.enableXsrfProtection": True,
    "server.enableCORS": True,
    "server.enableAgentApi": False,
    "server.enableStaticServing": False,
    "client.toolbarMode": "minimal",
    "client.showErrorDetails": "none",
    "client.disableDataExport": True,
}
"""Options that keep the server silent towards the internet and tracebacks off the screen."""


def astray() -> list[str]:
    """Guarded options that are not in force, as a stray user-level file could make it."""
    wrong = [f"{key}={st.get_option(key)!r}" for key, value in GUARDED.items() if st.get_option(key) != value]
    return wrong if st.get_option("server.address") else [*wrong, "server.address="]


@asynccontextmanager
async def started(_app: st.App) -> AsyncIterator[dict[str, Any]]:
    """Check the configuration when it is in force: under both ways of starting, before the first request."""
    if wrong := astray():
        sys.stderr.write(
            f"Streamlit 配置未生效，拒绝启动。请检查 .streamlit/config.toml：{', '.join(wrong)}\n"
            "Refusing to start: these options are not as .streamlit/config.toml must set them.\n"
        )
        os._exit(1)  # an exception here would reach the person as the server's traceback
    send_at_once()
    yield {}


settings = load()
live = process.live()
live.get_ready = get_ready
app = st.App(
    str(ROOT / "ui" / "shell.py"),
    routes=routes(live),
    middleware=middleware(live, settings.lang),
    lifespan=started,
)

if __name__ == "__main__":
    with suppress(KeyboardInterrupt):  # Ctrl-C is how it is meant to end
        app.run(config={"server.port": settings.port, "server.address": settings.host})
