"""Responses in plain English."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from rich.table import Table

from evenfield.tables import empty_table
from evenfield.wording import amount
from optimize.response.curve import ResponseCurve
from optimize.response.pooling import OWN

FLAT = 1e-9
"""A curve whose range is less than this share of it does not respond."""
ERROR = 0.01
"""Error of the piecewise-linear approximation that is told [share of the curve's range]."""


def lines(curves: Sequence[ResponseCurve]) -> list[str]:
    """Return what a person wants to know of each curve."""
    told = []
    for curve in curves:
        name = curve.factor + (f", {curve.group}" if curve.group else "")
        if np.ptp(curve.value) <= FLAT * max(map(abs, curve.value)):
            told += [f"{name}: no response at all", *curve.notes]
            continue
        x, _, lost = curve.pieces(ERROR)
        slope = curve.elasticity()
        told.append(
            f"{name}: elasticity {slope:.2f} at level 1; {len(x)} breakpoints keep it within {lost:.1%} of its range"
        )
        top = max(range(len(curve.value)), key=lambda i: curve.value[i])
        if 0 < top < len(curve.value) - 1:
            told.append(f"{name}: greatest at level {curve.level[top]:g}")
        if curve.own_weight < OWN and not curve.notes:
            told.append(f"{name}: {curve.own_weight:.0%} its own data")
        told += curve.notes
    return told


def table(curve: ResponseCurve) -> Table:
    """Return a curve's levels as a table for people."""
    name = curve.factor + (f", {curve.group}" if curve.group else "")
    shown = empty_table(f"{name}: {curve.of}; {curve.replications} replications a level")
    for head in ("level", "seen", "standard error", "to level 1", "curve", "95 % band"):
        shown.add_column(head, justify="right", no_wrap=True)
    unit = "money" if "[currency" in curve.of else "ratio"
    columns = (curve.seen, curve.error, curve.paired, curve.value, curve.low, curve.high)
    for level, *row in zip(curve.level, *columns, strict=True):
        cells = [amount(one, unit) for one in row]  # type: ignore[arg-type]
        shown.add_row(f"{level:.3g}", *cells[:4], f"{cells[4]} to {cells[5]}")
    return shown
