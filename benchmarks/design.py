"""
The closed loop on the shipped world: what a design earns on luck it never saw, what it keeps, and how long it takes.

``--quick`` designs the supply of *tight-supply* alone; without it, every lever of *today* is turned.
"""

from __future__ import annotations

import resource
import tempfile
import time
from functools import partial

from table import Row, run

import scenarios
from evenfield.study.pool import Pool
from evenfield.study.run import simulate_many
from evenfield.study.store import PartStore
from optimize.attribution import Attribution
from optimize.design import Conduct, Design, Wishes, contributions, design
from optimize.design.steps import in_words

MINUTES = 10.0


def measure(quick: bool) -> list[Row]:
    """Design, judge, attribute, and hold each against what is promised."""
    name, levers = ("tight-supply", ("supply",)) if quick else ("today", ("all",))
    world = scenarios.load(f"us-field-force/{name}")
    wishes = Wishes(search=10, judged=20) if quick else Wishes()
    clock, spent = time.perf_counter(), _cpu()
    with tempfile.TemporaryDirectory() as folder, Pool() as pool:
        runner = partial(simulate_many, store=PartStore(folder), workers=2, pool=pool)
        found = design(world, levers, runner=runner, wishes=wishes, conduct=Conduct())
        minutes = (time.perf_counter() - clock) / 60
        parts = contributions(found, runner)
    return [
        _gain(found),
        *_kept(found),
        Row("minutes on 2 cores, other work beside it included", minutes, MINUTES, minutes < MINUTES),
        Row("minutes of CPU, attribution included", (_cpu() - spent) / 60),
        *([] if parts is None else _parts(parts)),
        *(
            Row(
                f"gain in the search, {step.round} {step.lever}: {step.decision}",
                step.gain.mean,
                told=step.why,
            )
            for step in found.steps
            if step.gain is not None
        ),
    ]


def _gain(found: Design) -> Row:
    what = f"profit over the input on {found.gain.n} unseen replications: low end of 95 %"
    return Row(what, found.gain.low, 0.0, found.improved and found.gain.low > 0, told=in_words(found.gain))


def _kept(found: Design) -> list[Row]:
    """Each check: how far it is missed beyond what the input misses."""
    rows = []
    for before, after in zip(found.before, found.after, strict=True):
        over = max(after.miss - before.miss, 0.0)
        rows.append(Row(f"{after.name}: missed beyond the input", over, 0.0, over <= 1e-9, told=after.words))
    return rows


def _parts(parts: Attribution) -> list[Row]:
    told = [
        Row(f"share of {name}", one.mean, told=in_words(one))
        for name, one in zip(parts.parts, parts.of_parts, strict=True)
    ]
    off = abs(sum(one.mean for one in parts.of_parts) - parts.whole.mean)
    return [*told, Row("shares less the whole", off, 1e-3, off <= 1e-3)]


def _cpu() -> float:
    """Return CPU seconds of this process and of its children that have ended."""
    return sum(
        used.ru_utime + used.ru_stime
        for used in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


if __name__ == "__main__":
    run(__doc__, measure, targets=True)
