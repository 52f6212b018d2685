"""A response measured by simulation: a concave curve with its errors, what it rests on, and what it may be used for."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Any

import numpy as np

from optimize.program import Floats
from optimize.response.fitting import breakpoints, hull


@dataclass(frozen=True)
class ResponseCurve:
    """
    What a level of a factor brings; every tuple has one entry a level, rising from above 0.

    Attributes
    ----------
    factor, of
        What was changed (level 1 is the scenario as it was), and what was looked at, with its unit.
    group
        Type of territory, "" for the whole sales force.
    level
        Times what it was; of the factor ``coverage``: hours there are over hours that all leads would take.
    seen, error, paired
        Mean of the replications, its standard error, and that of its difference to the level nearest 1, paired by
        replication.
    value, low, high
        The concave curve, and its 95 % band, level by level.
    replications
        How many each level had.
    own_weight
        How much of a group's curve is its own data, the rest being all groups' (1: nothing borrowed).
    notes
        What a reader must know.
    """

    factor: str
    of: str
    group: str
    level: tuple[float, ...]
    seen: tuple[float, ...]
    error: tuple[float, ...]
    paired: tuple[float, ...]
    value: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    replications: int
    own_weight: float = 1.0
    notes: tuple[str, ...] = ()

    def at(self, level: float | Floats) -> Floats:
        """Return the value at a level: straight between those measured and below the first, flat beyond the last."""
        x, y = np.array(self.level), np.array(self.value)
        asked = np.asarray(level, dtype=np.float64)
        below = y[0] + (asked - x[0]) * (y[1] - y[0]) / (x[1] - x[0])
        found: Floats = np.where(asked < x[0], np.maximum(below, 0.0), np.interp(asked, x, y))
        return found

    def elasticity(self, level: float = 1.0, step: float = 0.1) -> float:
        """Return by how many hundredths the value rises for one of the level, over a step to either side."""
        low, high = level * (1 - step), level * (1 + step)
        ends = [float(self.at(one)) for one in (low, high)]
        if min(ends) <= 0:
            return float("nan")
        return float(np.log(ends[1] / ends[0]) / np.log(high / low))

    def pieces(self, most_error: float = 0.005) -> tuple[Floats, Floats, float]:
        """Return breakpoints for a linear program, their values, and how far lines between them are off [of range]."""
        return breakpoints(np.array(self.level), np.array(self.value), most_error)

    def from_zero(self, most_error: float = 0.005) -> tuple[Floats, Floats]:
        """
        Return breakpoints of a concave, rising curve that begins at level 0, which nobody measured.

        The first slope is carried on down to level 0; where that passes below 0, the curve is the hull with (0, 0).
        What falls beyond the best level is cut off flat.
        """
        x, y, _ = self.pieces(most_error)
        x, y = np.concatenate([[0.0], x]), np.concatenate([[float(self.at(0.0))], y])
        return hull(x, np.maximum.accumulate(np.maximum(y, 0.0)))

    def as_data(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {name: list(v) if isinstance(v, tuple) else v for name, v in asdict(self).items()}

    @classmethod
    def of_data(cls, data: dict[str, Any], where: str) -> ResponseCurve:
        """
        Return the curve of plain data.

        Raises
        ------
        ValueError
            With every fault: where, the field, what it holds, what is allowed.
        """
        faults = _faults(data, where)
        if faults:
            raise ValueError("\n".join(faults))
        names = [field.name for field in fields(cls)]
        return cls(**{name: _plain(data[name]) for name in names if name in data})


_LISTS = ("level", "seen", "error", "paired", "value", "low", "high")


def _plain(value: Any) -> Any:  # noqa: ANN401 - what JSON holds
    return tuple(value) if isinstance(value, list) else value


def _faults(data: dict[str, Any], where: str) -> list[str]:
    """Return what keeps data from being a curve."""
    known = {field.name: field for field in fields(ResponseCurve)}
    faults = [
        f"{where}.{name}: no such field; there are {', '.join(known)}" for name in data.keys() - known.keys()
    ]
    needed = ("factor", "of", "group", *_LISTS, "replications")
    faults += [f"{where}.{name}: is missing" for name in needed if name not in data]
    if faults:
        return sorted(faults)
    for name in _LISTS:
        values = data[name]
        if not isinstance(values, list) or not all(_is_number(v) for v in values):
            faults.append(f"{where}.{name}: a list of numbers is wanted, got {values!r:.60}")
        elif len(values) != len(data["level"]) or len(values) < 2:  # noqa: PLR2004 - a curve has two points
            faults.append(
                f"{where}.{name}: one number for each of 2 levels or more is wanted, got {len(values)}"
            )
    if faults:
        return faults
    x, y = np.array(data["level"]), np.array(data["value"])
    if x[0] <= 0 or (np.diff(x) <= 0).any():
        return [f"{where}.level: numbers above 0 that rise are wanted, got {x.tolist()}"]
    slope = np.diff(y) / np.diff(x)
    if (np.diff(slope) > 1e-6 * max(float(np.abs(slope).max()), 1e-300)).any():
        return [f"{where}.value: a concave curve is wanted, got slopes {slope.tolist()}"]
    return []


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and bool(np.isfinite(value))
