"""A total over several margins at once (product x region x customer), each margin kept to the cent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from optimize.lp import solve
from optimize.program import Floats, Ints, Program

_TURNS = 2_000
_CLOSE = 1e-12
_WIDER = (0, 1, 3)
"""How far beyond the next whole cents a cell may be rounded, tried in turn: three margins can need it."""


def fit_margins(
    seed: Floats, margins: Mapping[tuple[int, ...], Ints], names: Sequence[str] | None = None
) -> Ints:
    """
    Return whole parts [cents] in the shape of the seed whose sums are the margins, exactly.

    Iterative proportional fitting (Deming and Stephan 1940, Ann. Math. Stat. 11, 427-444): the seed's odds ratios are
    kept. Cells are then rounded to whole cents with every margin kept (controlled rounding; for two
    margins a transport problem, so always possible to the next cent up or down).

    Parameters
    ----------
    seed
        What is known of the cells, 0 or more, any shape; a cell of 0 stays 0.
    margins
        By the axes that remain, the sums [cents]: ``{(0,): by_product, (1,): by_region}``, or ``(0, 1)`` for a
        table of both.
    names
        What the axes are, for messages.

    Raises
    ------
    ValueError
        When margins have different totals, one asks something of cells that are all 0, the seed is negative, or no
        table has these zeros and these margins.
    """
    _check(seed, margins, names)
    fitted = seed.astype(np.float64)
    for _ in range(_TURNS):
        off = 0.0
        for axes, wanted in margins.items():
            have = fitted.sum(axis=_others(seed, axes))
            factor = np.where(have > 0, wanted / np.where(have > 0, have, 1.0), 0.0)
            fitted = fitted * _spread(factor, seed, axes)
            off = max(off, float(np.abs(np.where(wanted > 0, factor - 1.0, 0.0)).max()))
        if off <= _CLOSE:
            break
    return _rounded(fitted, margins)


def _rounded(fitted: Floats, margins: Mapping[tuple[int, ...], Ints]) -> Ints:
    """Return whole cells near the fitted ones with the margins kept, at the least sum of shifts."""
    nearest = np.floor(fitted + 1e-9)
    at = np.flatnonzero(fitted.ravel() > 0)
    low = nearest.ravel()[at]
    part = fitted.ravel()[at] - low
    for wider in _WIDER:
        program = Program("cents")
        # Towards the fitted value costs less than away from it, so the dearest cents go to the largest parts.
        up = program.add_columns(
            [f"c{i}" for i in at], cost=1 - 2 * part, low=-wider, high=1 + wider, whole=True
        )
        for number, (axes, wanted) in enumerate(margins.items()):
            group = _spread(np.arange(wanted.size).reshape(wanted.shape), fitted, axes).ravel()[at]
            left = wanted.ravel() - np.bincount(group, low, wanted.size)
            order = np.argsort(group, kind="stable")
            for cells in np.split(order, np.flatnonzero(np.diff(group[order])) + 1):
                want = float(left[group[cells[0]]])
                program.add_row(
                    f"m{number}.{group[cells[0]]}", (up[cells], np.ones(len(cells))), low=want, high=want
                )
        answer = solve(program)
        if answer.found:
            whole = nearest.ravel()
            whole[at] = low + np.round(answer.values[: len(at)])
            return whole.reshape(fitted.shape).astype(np.int64)
    raise ValueError("no table has these zeros and these margins: allow more cells, or change a margin")


def _spread(margin: np.ndarray, seed: Floats, axes: tuple[int, ...]) -> np.ndarray:
    """Return a margin's values in the shape of the table."""
    shape = [size if axis in axes else 1 for axis, size in enumerate(seed.shape)]
    return np.broadcast_to(margin.reshape(shape), seed.shape)


def _others(seed: Floats, axes: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(axis for axis in range(seed.ndim) if axis not in axes)


def _check(seed: Floats, margins: Mapping[tuple[int, ...], Ints], names: Sequence[str] | None) -> None:
    """Raise ValueError with every fault of seed and margins."""
    name = list(names or [f"axis {axis}" for axis in range(seed.ndim)])
    if not np.isfinite(seed).all() or (seed < 0).any():
        raise ValueError("a cell of the seed is negative or no number")
    faults = []
    for axes, wanted in margins.items():
        told = " x ".join(name[axis] for axis in axes)
        shape = tuple(seed.shape[axis] for axis in axes)
        if list(axes) != sorted(axes) or wanted.shape != shape:
            faults.append(f"{told}: the margin has the shape {wanted.shape}, the table's is {shape}")
            continue
        have = seed.sum(axis=_others(seed, axes))
        faults += [
            f"{told}: member {'/'.join(map(str, at))} wants {wanted[tuple(at)] / 100:,.2f}, but its cells are all 0"
            for at in np.argwhere((wanted > 0) & (have == 0)).tolist()
        ]
        if (wanted < 0).any():
            faults.append(f"{told}: a margin below zero")
    totals = {" x ".join(name[a] for a in axes): int(wanted.sum()) for axes, wanted in margins.items()}
    if len(set(totals.values())) > 1:
        told = ", ".join(f"{which} {total / 100:,.2f}" for which, total in totals.items())
        faults.append(f"the margins have different totals: {told}")
    if faults:
        raise ValueError("\n".join(faults))
