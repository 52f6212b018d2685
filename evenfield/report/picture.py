"""Figures in the house style, turned into pictures that stand inside the page: same numbers, same bytes."""

from __future__ import annotations

import base64
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final, cast

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from PIL import Image

INK: Final = "#1a1a1a"
DARK: Final = "#00467f"
LIGHT: Final = "#b9cfe4"
WARM: Final = "#c8662b"
GREY: Final = "#8a8a8a"
WIDTH_INCHES: Final = 5.6
_STYLE: Final[dict[str, Any]] = {
    "font.family": "DejaVu Sans",  # comes with Matplotlib, so that the bytes are the same everywhere
    "font.size": 10,
    "axes.titlesize": 11,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "hatch.linewidth": 0.6,
    "svg.fonttype": "path",
    "svg.hashsalt": "evenfield",
}


@dataclass(frozen=True)
class Picture:
    """A picture inside the page: its data URI, its size [CSS pixels], what it shows in words, and a caption."""

    uri: str
    width: int
    height: int
    alt: str
    caption: str = ""


@contextmanager
def house_style() -> Iterator[None]:
    """Draw in the house style, whatever style is set outside; what is set outside comes back at the end."""
    with mpl.rc_context(), warnings.catch_warnings():
        warnings.filterwarnings(
            "ignore", message="Glyph .* missing"
        )  # a name in a script the font lacks: boxes
        mpl.rcdefaults()
        cast("dict[str, Any]", mpl.rcParams).update(_STYLE)
        yield


def panel(
    title: str,
    *,
    width: float = WIDTH_INCHES,
    height: float = 3.3,
    below: float = 0.58,
    left: float = 0.78,
) -> tuple[Figure, Axes]:
    """Return an empty figure with one titled plot, sizes [inches]; no pyplot, so nothing outside is touched."""
    figure = Figure(figsize=(width, height), layout=None)
    right, top = 0.15, 0.42  # margins [inches]
    axes = figure.add_axes(
        (left / width, below / height, 1 - (left + right) / width, 1 - (top + below) / height)
    )
    # Names are data: a dollar sign in one must not start a formula.
    axes.set_title(shortened(title), parse_math=False)
    return figure, axes


def shortened(name: str, longest: int = 46) -> str:
    """Return a name that fits above a plot."""
    return name if len(name) <= longest else name[: longest - 1] + "…"


def svg(figure: Figure, alt: str, caption: str = "") -> Picture:
    """Return the figure as an SVG picture."""
    buffer = BytesIO()
    figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    return _picture("svg+xml", buffer.getvalue(), figure, alt, caption)


def png(figure: Figure, alt: str, caption: str = "", *, dots_per_inch: int = 220) -> Picture:
    """Return the figure as a PNG picture of 256 colours: thousands of outlines would be megabytes of SVG."""
    buffer, small = BytesIO(), BytesIO()
    figure.savefig(buffer, format="png", dpi=dots_per_inch, metadata={"Software": None})
    with Image.open(buffer) as image:
        # Maximum coverage keeps rare colours true; median cut bends the ends of the colour bar, map by map.
        few = image.convert("RGB").quantize(256, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
        few.save(small, format="png", optimize=True)
    return _picture("png", small.getvalue(), figure, alt, caption)


def _picture(kind: str, content: bytes, figure: Figure, alt: str, caption: str) -> Picture:
    width, height = (round(100 * inches) for inches in figure.get_size_inches())
    return Picture(
        f"data:image/{kind};base64,{base64.b64encode(content).decode()}", width, height, alt, caption
    )
