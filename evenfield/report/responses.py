"""Response curves as one picture: what was seen with its error, the concave curve and its band."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from evenfield.report.picture import DARK, INK, LIGHT, house_style, shortened
from evenfield.wording import thousands
from optimize.response.curve import ResponseCurve

_ACROSS, _WIDE, _HIGH = 2, 5.0, 3.3
_MOST = 12
_TWO_ERRORS = 1.96


def responses_picture(curves: Sequence[ResponseCurve]) -> bytes:
    """Return the first dozen curves as a PNG file, the same bytes for the same curves."""
    shown = list(curves)[:_MOST]
    rows = -(-len(shown) // _ACROSS)
    with house_style():
        figure = Figure(figsize=(_ACROSS * _WIDE, rows * _HIGH), layout="constrained")
        grid = np.atleast_2d(figure.subplots(rows, _ACROSS, squeeze=False))
        for axes, curve in zip(grid.ravel(), shown, strict=False):
            _draw(axes, curve)
        for axes in grid.ravel()[len(shown) :]:
            axes.set_axis_off()
        buffer = BytesIO()
        figure.savefig(buffer, format="png", dpi=150, metadata={"Software": None})
    return buffer.getvalue()


def _draw(axes, curve: ResponseCurve) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001 - Matplotlib's axes
    name = curve.factor + (f": {curve.group}" if curve.group else "")
    axes.set_title(shortened(name), parse_math=False)
    axes.fill_between(curve.level, curve.low, curve.high, color=LIGHT, linewidth=0)
    axes.plot(curve.level, curve.value, color=DARK, linewidth=1.8)
    axes.errorbar(
        curve.level,
        curve.seen,
        yerr=_TWO_ERRORS * np.array(curve.error),
        fmt="o",
        color=INK,
        markersize=3,
        linewidth=1,
    )
    axes.set_xlim(left=0)
    below = (
        "hours there are over hours that all leads take" if curve.factor == "coverage" else "times what it is"
    )
    axes.set_xlabel(below)
    axes.set_ylabel(shortened(curve.of, 40))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: thousands(value)))
