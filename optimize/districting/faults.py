"""What is wrong with a problem: all faults at once, each with its units and what is allowed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

import numpy as np

from optimize.districting.problem import Measure, Problem
from optimize.program import Ints
from sim.territory.contiguity import Adjacency

SHOWN = 5


class DistrictingError(ValueError):
    """A problem that makes no sense; ``faults`` are all that was found, one line each."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(self.faults))


def check(problem: Problem) -> None:
    """
    Raise when a problem makes no sense.

    Raises
    ------
    DistrictingError
        With every fault found.
    """
    shape = list(_shapes(problem))
    if shape:  # the other faults cannot be looked for
        raise DistrictingError(shape)
    faults = [
        *_numbers(problem),
        *_borders(problem),
        *_centres(problem),
        *_locks(problem),
        *_barriers(problem),
        *_present(problem),
    ]
    if faults:
        raise DistrictingError(faults)


def named(problem: Problem, rows: Iterable[int]) -> str:
    """Return the names of some units, the first few and how many more."""
    every = [str(problem.ids[int(row)]) for row in rows]
    more = f" and {len(every) - SHOWN} more" if len(every) > SHOWN else ""
    return ", ".join(every[:SHOWN]) + more


def _shapes(problem: Problem) -> Iterator[str]:
    n = len(problem.ids)
    twice = [name for name, times in Counter(problem.ids).items() if times > 1]
    if twice:
        yield f"units stand twice: {', '.join(map(str, twice[:SHOWN]))}; each id stands once"
    if not problem.measures:
        yield "there is no measure to balance; give one or more"
    if len(problem.graph) != n:
        yield f"borders are of {len(problem.graph)} units, ids of {n}"
    if not 1 <= problem.k <= n:
        yield f"k is the number of territories, from 1 to the number of units ({n}), got {problem.k}"
    for measure in problem.measures:
        yield from _measure_shape(measure, n, problem.k)
    for name in ("weight", "present", "tolls", "groups"):
        given = getattr(problem, name)
        if given is not None and len(given) != n:
            yield f"{name} has {len(given)} entries for {n} units"
    if problem.distance is None and problem.objective != "hops":
        yield f"the objective {problem.objective!r} needs distances; without them there is 'hops'"
    elif problem.distance is not None and len(problem.distance) != n:
        yield f"distances are of {len(problem.distance)} units, ids of {n}"


def _measure_shape(measure: Measure, n: int, k: int) -> Iterator[str]:
    if len(measure.amount) != n:
        yield f"{measure.name} has {len(measure.amount)} entries for {n} units"
    if len(measure.low) != k or len(measure.high) != k:
        yield f"{measure.name} has bands for {len(measure.low)} and {len(measure.high)} of {k} territories"


def _numbers(problem: Problem) -> Iterator[str]:
    given = {measure.name: measure.amount for measure in problem.measures}
    given |= {"weight": problem.weight} if problem.weight is not None else {}
    given |= {"toll": problem.tolls} if problem.tolls is not None else {}
    for name, values in given.items():
        for what, wrong in (("not a number", ~np.isfinite(values)), ("negative", values < 0)):
            if wrong.any():
                yield f"{name} is {what} for {named(problem, np.flatnonzero(wrong))}; it is zero or more"
    for measure in problem.measures:
        if np.isfinite(measure.amount).all() and measure.amount.sum() <= 0:
            yield f"{measure.name} is zero everywhere, so there is nothing to balance"
        crossed = np.flatnonzero(~(measure.low <= measure.high))
        if len(crossed):
            yield (
                f"{measure.name} of territory {crossed[0]} lies between {measure.low[crossed[0]]:g} and "
                + (f"{measure.high[crossed[0]]:g}: the least is above the most")
            )
    bare = np.flatnonzero(np.all([measure.amount == 0 for measure in problem.measures], axis=0))
    if problem.empty == "refuse" and len(bare):
        yield f"no demand in any measure: {named(problem, bare)}; leave them out, or keep them with empty='keep'"


def _borders(problem: Problem) -> Iterator[str]:
    graph = problem.graph
    alone = np.flatnonzero(np.diff(graph.start) == 0)
    if len(problem) > 1 and len(alone) and problem.islands == "refuse":
        yield f"without a neighbour: {named(problem, alone)}; give a border, or join them with islands='attach'"
    tail = np.repeat(np.arange(len(graph)), np.diff(graph.start))
    there, back = tail * len(graph) + graph.neighbour, graph.neighbour * len(graph) + tail
    one_way = np.flatnonzero(~np.isin(there, back))
    if len(one_way):
        pairs = ", ".join(
            f"{problem.ids[tail[e]]} to {problem.ids[graph.neighbour[e]]}" for e in one_way[:SHOWN]
        )
        yield f"{len(one_way)} borders stand on one side only: {pairs}; a border is one from both sides"


def _centres(problem: Problem) -> Iterator[str]:
    if problem.centres is None:
        return
    centres = np.asarray(problem.centres)
    if len(centres) != problem.k:
        yield f"there are {len(centres)} centres for {problem.k} territories"
    outside = centres[(centres < 0) | (centres >= len(problem))]
    if len(outside):
        yield f"a centre is a row from 0 to {len(problem) - 1}, got {outside[0]}"
        return
    twice = np.unique(centres[np.bincount(centres, minlength=len(problem))[centres] > 1])
    if len(twice):
        yield f"centre of two territories: {named(problem, twice)}"


def _locks(problem: Problem) -> Iterator[str]:
    where: dict[int, int] = {}
    for unit, territory in problem.locks:
        if not (0 <= unit < len(problem) and 0 <= territory < problem.k):
            last = f"rows go to {len(problem) - 1}, territories to {problem.k - 1}"
            yield f"lock of row {unit} to territory {territory}: {last}"
        elif where.setdefault(unit, territory) != territory:
            yield f"{problem.ids[unit]} is locked to territory {where[unit]} and to {territory}"
    if problem.centres is not None:
        for territory, centre in enumerate(np.asarray(problem.centres).tolist()):
            if where.get(centre, territory) != territory:
                yield f"{problem.ids[centre]} is locked to territory {where[centre]}, but is the centre of {territory}"
    if problem.groups is not None:
        yield from _groups(problem, where)


def _groups(problem: Problem, where: dict[int, int]) -> Iterator[str]:
    held: dict[str, tuple[int, int]] = {}
    for unit, territory in sorted(where.items()):
        group = problem.groups[unit] if problem.groups is not None and unit < len(problem) else ""
        if group and held.setdefault(group, (unit, territory))[1] != territory:
            first = held[group]
            yield (
                f"group {group} stays together, but {problem.ids[first[0]]} is locked to territory {first[1]} and "
                f"{problem.ids[unit]} to {territory}"
            )


def _barriers(problem: Problem) -> Iterator[str]:
    for a, b in problem.barriers:
        if not (0 <= a < len(problem) and 0 <= b < len(problem)):
            yield f"a barrier names rows {a} and {b}; rows go to {len(problem) - 1}"
        elif b not in problem.graph.of_unit(a):
            yield f"barrier between {problem.ids[a]} and {problem.ids[b]}, which do not border"


def _present(problem: Problem) -> Iterator[str]:
    if problem.budget is not None and problem.present is None:
        yield "a budget of moves needs the present territories"
    if problem.budget is not None and not problem.budget >= 0:
        yield f"the budget of moves is zero or more, got {problem.budget}"
    if not problem.move_price >= 0:
        yield f"move_price is zero or more, got {problem.move_price}"
    if problem.present is not None:
        _refused = (np.asarray(problem.present) < 0) | (np.asarray(problem.present) >= problem.k)
        if _refused.any():
            yield f"no territory today, or none of the {problem.k}: {named(problem, np.flatnonzero(_refused))}"


def borders(ids: Iterable[str], pairs: Iterable[tuple[str, str]]) -> Adjacency:
    """
    Return the graph of a list of bordering units, by name.

    A list says every border once, or every border from both sides; one that does now this, now that, is at fault.

    Raises
    ------
    DistrictingError
        For unknown units, a unit that borders on itself, and borders from one side only among others from both.
    """
    row = {name: i for i, name in enumerate(ids)}
    given = list(pairs)
    unknown = sorted({name for pair in given for name in pair if name not in row})
    faults = [f"borders name units that there are not: {', '.join(unknown[:SHOWN])}"] if unknown else []
    faults += [f"{a} borders on itself" for a, b in given if a == b]
    every = set(given)
    one_way = [(a, b) for a, b in given if (b, a) not in every]
    if one_way and len(one_way) < len(every):
        told = ", ".join(f"{a} to {b}" for a, b in one_way[:SHOWN])
        faults.append(f"{len(one_way)} borders stand on one side only, others on both: {told}")
    if faults:
        raise DistrictingError(faults)
    rows: Ints = np.array([[row[a], row[b]] for a, b in given], dtype=np.int64).reshape(-1, 2)
    return Adjacency.of_pairs(len(row), rows[:, 0], rows[:, 1])
