"""The main script: frame, navigation, language, and the one place that turns an error into words."""

from __future__ import annotations

import streamlit as st

from gis.errors import GisError
from gis.log import log_fault
from gis.settings import load
from ui import frame, nav, state
from ui.text import t


def main() -> None:
    """One run of the app: header, page, and whatever went wrong in a person's words."""
    st.set_page_config(page_title=t("净格 CleanGrid"), page_icon=str(frame.ICON), layout="wide")
    state.keep_address()
    pages = {
        entry.slug: st.Page(
            str(entry.path), title=t(entry.title), url_path=entry.slug or None, default=not entry.slug
        )
        for entry in nav.ordered()
    }
    current = st.navigation(list(pages.values()), position="hidden")
    try:
        frame.header(pages, current)
        current.run()
        frame.footer()
    except GisError as known:
        frame.trouble(known.sentence(state.lang()))
    except Exception as fault:  # Streamlit's own stop and rerun are no Exception and pass
        frame.trouble(GisError("internal", log=log_fault(load().data, fault)).sentence(state.lang()))


main()
