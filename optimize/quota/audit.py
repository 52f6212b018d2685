"""Every place where stated quotas do not add up, and none where they do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optimize.program import Ints
from optimize.quota.tree import assigned


@dataclass(frozen=True)
class Break:
    """
    A place that does not add up: what is stated there and what it should be [cents].

    ``kind`` is one of ``sum``, ``negative``, ``twice``, ``orphan``, ``circle``, ``missing``.
    """

    kind: str
    where: str
    stated: int
    expected: int

    def __str__(self) -> str:
        """Return it in words."""
        if self.kind in _WORDS:
            return f"{self.where}: {_WORDS[self.kind]}"
        off = (self.stated - self.expected) / 100
        return (
            f"{self.where}: {self.stated / 100:,.2f} stated, {self.expected / 100:,.2f} expected, {off:+,.2f}"
        )


_WORDS = {
    "negative": "a quota below zero",
    "twice": "stands twice",
    "orphan": "its parent is not there",
    "circle": "below itself",
    "missing": "has parts, but no quota is stated",
}


def audit_tree(
    ids: Sequence[str],
    parents: Sequence[str | None],
    quotas: Ints,
    over: Mapping[str, Fraction] | None = None,
    tolerance: int = 0,
) -> tuple[Break, ...]:
    """
    Return every break of a hierarchy of quotas, in the order of its nodes.

    Parameters
    ----------
    ids, parents
        Each node and the one above it; ``None`` above the top.
    quotas
        Stated quotas [cents], shape (n_nodes,).
    over
        Over-assignment of a node's children, by the node; 1 where not named.
    tolerance
        How far a sum may be off [cents], for statements rounded to whole currency.
    """
    place = {name: i for i, name in enumerate(ids)}
    found = [Break("twice", name, 0, 0) for i, name in enumerate(ids) if place[name] != i]
    found += [Break("negative", ids[i], int(quotas[i]), 0) for i in np.flatnonzero(quotas < 0).tolist()]
    found += [
        Break("orphan", name, 0, 0)
        for name, above in zip(ids, parents, strict=True)
        if above is not None and above not in place
    ]
    above = np.array([place.get(name, -1) if name is not None else -1 for name in parents], dtype=np.int64)
    found += [Break("circle", ids[i], 0, 0) for i in _in_circles(above).tolist()]
    sums = _summed(above[above >= 0], quotas[above >= 0], len(ids))
    for i in np.unique(above[above >= 0]).tolist():
        expected = assigned(int(quotas[i]), (over or {}).get(ids[i], Fraction(1)))
        if abs(int(sums[i]) - expected) > tolerance:
            found.append(Break("sum", f"below {ids[i]}", int(sums[i]), expected))
    return tuple(sorted(found, key=lambda one: place.get(one.where.removeprefix("below "), -1)))


def audit_matrix(
    cells: Mapping[str, Sequence[str]],
    quotas: Ints,
    stated: Mapping[tuple[str, ...], Mapping[tuple[str, ...], int]],
    over: Mapping[tuple[str, ...], Fraction] | None = None,
    tolerance: int = 0,
) -> tuple[Break, ...]:
    """
    Return every break of quotas that are reported along several dimensions at once (matrix reporting).

    Parameters
    ----------
    cells
        By dimension (rep, product, region), the member of each cell, n_cells long.
    quotas
        The cells' quotas [cents], shape (n_cells,).
    stated
        By dimensions, such as ``("region",)`` or ``("product", "region")``, the quota stated for each
        member of them [cents].
    over
        By dimensions, how much the cells together are over-assigned; 1 where not named.
    tolerance
        How far a sum may be off [cents].

    Raises
    ------
    ValueError
        When dimensions are stated that the cells do not have.
    """
    for dimensions in stated:
        unknown = [name for name in dimensions if name not in cells]
        if unknown:
            raise ValueError(f"no dimension {unknown[0]!r}; cells have {', '.join(cells)}")
    found = [_break_of_cell(cells, "twice", i) for i in _doubled(cells)]
    found += [_break_of_cell(cells, "negative", i) for i in np.flatnonzero(quotas < 0).tolist()]
    for dimensions, told in stated.items():
        factor = (over or {}).get(dimensions, Fraction(1))
        found += _margin_breaks(cells, quotas, dimensions, told, factor, tolerance)
    return tuple(found)


def _margin_breaks(  # noqa: PLR0913, PLR0917 - what a margin is made of
    cells: Mapping[str, Sequence[str]],
    quotas: Ints,
    dimensions: tuple[str, ...],
    stated: Mapping[tuple[str, ...], int],
    over: Fraction,
    tolerance: int,
) -> list[Break]:
    """Return the breaks of one margin: sums that are off, members without a statement or without cells."""
    members, code = _members(cells, dimensions)
    sums = dict(zip(members, _summed(code, quotas, len(members)).tolist(), strict=True))
    found = []
    for member, total in sums.items():
        where = " / ".join(f"{name} {value}" for name, value in zip(dimensions, member, strict=True))
        if member not in stated:
            found.append(Break("missing", where, total, 0))
        elif abs(total - assigned(stated[member], over)) > tolerance:
            found.append(Break("sum", where, total, assigned(stated[member], over)))
    for member in stated.keys() - sums.keys():
        if stated[member]:
            where = " / ".join(f"{name} {value}" for name, value in zip(dimensions, member, strict=True))
            found.append(Break("sum", where, 0, assigned(stated[member], over)))
    return sorted(found, key=lambda one: one.where)


def _members(
    cells: Mapping[str, Sequence[str]], dimensions: tuple[str, ...]
) -> tuple[list[tuple[str, ...]], Ints]:
    """Return the distinct members along some dimensions, and each cell's number among them."""
    codes: Any = np.zeros(len(cells[dimensions[0]]), dtype=np.int64)
    names: list[NDArray[Any]] = []
    for name in dimensions:
        values, code = np.unique(np.asarray(cells[name], dtype=np.str_), return_inverse=True)
        codes = codes * len(values) + code
        names.append(values)
    used, code = np.unique(codes, return_inverse=True)
    members = []
    for number in used.tolist():
        member, rest = [], number
        for values in reversed(names):
            rest, i = divmod(rest, len(values))
            member.append(str(values[i]))
        members.append(tuple(reversed(member)))
    return members, code.astype(np.int64)


def _doubled(cells: Mapping[str, Sequence[str]]) -> list[int]:
    """Return the cells whose members stand in an earlier cell already."""
    _, code = _members(cells, tuple(cells))
    _, first = np.unique(code, return_index=True)
    return sorted(set(range(len(code))) - set(first.tolist()))


def _break_of_cell(cells: Mapping[str, Sequence[str]], kind: str, cell: int) -> Break:
    return Break(kind, " / ".join(f"{name} {members[cell]}" for name, members in cells.items()), 0, 0)


def _in_circles(above: Ints) -> Ints:
    """Return the nodes that are below themselves: those whose way up does not end after as many steps as nodes."""
    at = above.copy()
    for _ in range(int(np.ceil(np.log2(max(len(above), 2)))) + 1):  # each turn doubles the steps taken
        at = np.where(at >= 0, at[at], -1)
    in_circle = np.zeros(len(above), dtype=np.bool_)
    for start in np.unique(at[at >= 0]).tolist():
        node = start
        while not in_circle[node]:
            in_circle[node] = True
            node = int(above[node])
    return np.flatnonzero(in_circle)


def _summed(group: Ints, amount: Ints, n_groups: int) -> Ints:
    """Return whole sums by group; not bincount, whose weights are floats and lose cents beyond 2**53."""
    sums = np.zeros(n_groups, dtype=np.int64)
    np.add.at(sums, group, amount)
    return sums
