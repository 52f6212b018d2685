"""Whether judgements are right: planted clauses found, flat plans acquitted, bands that cover, no stars in noise."""

from __future__ import annotations

import functools
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
from table import Row, run

from evenfield.judgement.audit.audit import Asked, Audit, audit
from evenfield.judgement.audit.credits import TASK
from evenfield.judgement.audit.schemes import SCHEMES, Scheme
from evenfield.judgement.luck.record import ranking
from evenfield.judgement.luck.shares import PARTS, variance_shares
from evenfield.study.run import simulate_many

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "judgement"))
from judged_worlds import LINEAR, curve, quarterly_bonus, swinging
from test_luck import TRUE, planted

REPS, REPLICATIONS = 12, 25
PLANTED = (
    ("cap at 1.05", curve([["0", "0"], ["1", "1"]], "1", "1.05"), 0.70, "hold back", {"bookings: cap"}),
    (
        "kink at quota, 4 x",
        curve([["0", "0"], ["1", "1"]], "4"),
        0.70,
        "hold back",
        {"bookings: accelerator"},
    ),
    ("threshold at 0.8", curve([["0.8", "0"], ["1", "1"]], "5"), 0.50, "hold back", {"bookings: threshold"}),
    (
        "lump each quarter",
        quarterly_bonus(),
        0.66,
        "pull forward",
        {"bonus: lump", "bonus: quarterly window"},
    ),
)
TIMED = ("hold back", "pull forward", "split")


def clauses_found(seeds: range) -> list[Row]:
    """How often the planted clause is found and named, and how often a flat rate is acquitted."""
    rows = []
    for name, pay, effort, scheme, culprits in PLANTED:
        chosen = tuple(one for one in SCHEMES if one.id == scheme)
        found = [_audited(pay, effort, seed, chosen) for seed in seeds]
        named = [one.exploits[0].culprit in culprits for one in found]
        gain = float(np.mean([one.exploits[0].value.mean for one in found]))
        rows.append(
            _share(
                f"{name}: {scheme} found, clause named", named, 0.9, f"gain {gain:,.0f} a schemer and year"
            )
        )
    chosen = tuple(one for one in SCHEMES if one.id in TIMED)
    flat = [_audited(LINEAR, 0.66, seed, chosen) for seed in seeds]
    acquitted = [all(one.value.low <= 0 <= one.value.high for one in found.exploits) for found in flat]
    return [*rows, _share("flat rate: interval of every timing scheme contains 0", acquitted, 1.0)]


def _audited(pay: dict[str, Any], effort: float, seed: int, schemes: tuple[Scheme, ...]) -> Audit:
    simulate = functools.partial(simulate_many, replications=REPLICATIONS, task=TASK)
    world = swinging(pay, effort, seed, REPS)
    return audit(world, Asked(REPLICATIONS, share=0.5, mends=0, schemes=schemes), simulate)


def _share(what: str, hits: list[bool], goal: float, told: str = "") -> Row:
    got = float(np.mean(hits))
    return Row(what, got, goal, got >= goal, told=f"{sum(hits)} of {len(hits)}; {told}".rstrip("; "))


def bands(n: int) -> list[Row]:
    """How often the bands hold the planted shares, and how often equals are told apart."""
    found = [variance_shares(*planted(seed), seed) for seed in range(n)]
    rows = []
    for name in PARTS:
        hits = [one.part(name).low <= TRUE[name] <= one.part(name).high for one in found]
        rows.append(_share(f"band of {name} holds {TRUE[name]:.3f}", hits, 0.9, "40 reps, 6 replications"))
    equals = [not variance_shares(*planted(seed, rep=0.0), seed).rep_is_told for seed in range(n)]
    return [*rows, _share("equal reps are not told apart", equals, 0.95)]


def stars(n: int) -> Row:
    """How many noise-only teams have a star."""
    draw = np.random.default_rng(9)
    none = []
    for _ in range(n):
        average = {f"r{i}": draw.normal(1.0, 0.2, 30) for i in range(20)}
        ranked = ranking({rep: draw.normal(1.0, 0.2, 1).tolist() for rep in average}, average, 0.01)
        none.append(not any(one.stands_out for one in ranked))
    return _share("noise-only teams of 20 without a star", none, 0.95 - 2 * (0.05 * 0.95 / n) ** 0.5)


def measure(quick: bool) -> list[Row]:
    """Return every row; seconds are of the wall, all cores."""
    began = time.perf_counter()
    rows = clauses_found(range(1) if quick else range(10))
    seconds = time.perf_counter() - began
    rows += [*bands(60 if quick else 300), stars(300 if quick else 2000)]
    audits = (len(PLANTED) + 1) * (1 if quick else 10)
    return [*rows, Row("seconds an audit of 12 reps, 25 replications", seconds / audits)]


if __name__ == "__main__":
    run(__doc__, measure, targets=True)
