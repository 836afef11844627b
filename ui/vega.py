"""What every chart of ours wears: no frame, no English of Vega's own, our type."""

from __future__ import annotations

from typing import Any

FONT = "Noto Sans CJK SC, Microsoft YaHei, sans-serif"


def dressed(chart: Any) -> Any:
    """The chart in the house's clothes."""
    return chart.configure_view(strokeWidth=0).configure(
        aria=False,  # what Vega says of a chart by itself is English; the heading above says it better
        background="transparent",
        padding=0,
        font=FONT,
    )
