"""Known answers about reps who look ahead: a prototype's for T2, T14, T15 and T17, theory's for T12, and ours."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
from table import Row, run

from sim.agents.forward.plans import build
from sim.agents.forward.rehearsal import Rehearsal, rehearse

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "sim"))
from forward_reps import PER_EFFORT, month_ratios, reps, solved
from timing_worlds import ACCELERATOR, BONUS, FLOOR, FLOOR_CAP, LINEAR, curve

PLANS = {
    "linear": (LINEAR, (1.00, 1.00)),
    "floor 70 and cap 120": (FLOOR_CAP, (1.32, 0.62)),
    "floor 70": (FLOOR, (1.67, 0.23)),
    "accelerator x 2": (ACCELERATOR, (1.17, 1.03)),
    "bonus": (BONUS, (0.87, 1.02)),
}
OCTOBER = {0.3: 0.02, 0.5: 0.55, 0.6: 1.36, 0.8: 0.52, 1.0: 0.02}


def row(what: str, got: float, target: float | None, ok: bool | None, asked: str) -> Row:
    """A row with the number told beside ours; ``asked`` says what must hold."""
    return Row(what, got, target, ok, got, target, asked)


def month_rows(n: int, years: int) -> list[Row]:
    """T2 and T14: the last and the first month over the ten between."""
    rows = []
    for name, (pay, (last_told, first_told)) in PLANS.items():
        r = rehearse(solved(n, pay), years)
        last, first = month_ratios(r.booked)
        ok_last = ok_first = None
        asked = "the prototype's parameters are not known: shown, not asked"
        if name == "linear":
            ok_last, ok_first, asked = abs(last - 1) <= 0.01, abs(first - 1) <= 0.01, "within 0.01 of 1"
            by_month = r.effort.mean(axis=(0, 1))
            rows.append(
                row(
                    "T2 linear: CV of effort over months",
                    float(by_month.std() / by_month.mean()),
                    0.0,
                    bool(by_month.std() <= 0.002 * by_month.mean()),
                    "at most 0.002",
                )
            )
        elif name.startswith("floor"):
            ok_last, ok_first, asked = last >= 1.2, first <= 0.8, "month 12 at least 1.2, month 1 at most 0.8"
        rows += [
            row(f"T14 {name}: month 12 / middle", last, last_told, ok_last, asked),
            row(f"T14 {name}: month 1 / middle", first, first_told, ok_first, asked),
        ]
    return rows


def october_rows() -> list[Row]:
    """T15: effort in month 10 under a lump bonus, an inverted U over attainment."""
    one = solved(1, BONUS, 0.0)
    places = [round(a / one.step) for a in OCTOBER]
    numbers = one.policy.effort[0, 9, places, one.program.most_stock]
    efforts = (one.program.effort[0, numbers] / PER_EFFORT).tolist()
    is_u = (
        efforts[0] < 0.1 > efforts[-1]
        and max(efforts) == efforts[2] > efforts[1] > efforts[0]
        and efforts[3] < efforts[2]
    )
    return [
        row(f"T15 bonus: effort in month 10 at {a:.0%}", got, told, is_u, "an inverted U")
        for (a, told), got in zip(OCTOBER.items(), efforts, strict=True)
    ]


def stock_rows(n: int, years: int) -> list[Row]:
    """T15: who pushes out and who pulls at the year's end."""

    def close(r: Rehearsal) -> np.ndarray:
        return r.opening[:, :, 11] + r.booked[:, :, 11]

    floor = rehearse(solved(n, FLOOR_CAP, full_attainment=1.2), years)
    cap = rehearse(solved(n, curve([["0", "0"], ["1", "1"]], "0"), timing_cost=0.4), years)
    low = float(floor.stock[:, :, 11][close(floor) < 0.6].mean())
    above = float(floor.stock[:, :, 11][(close(floor) > 0.75) & (close(floor) < 1.05)].mean())
    could_be = close(cap) + cap.stock[:, :, 11]
    beyond, below = (
        float(cap.stock[:, :, 11][could_be > 1.06].mean()),
        float(cap.stock[:, :, 11][could_be < 0.9].mean()),
    )
    return [
        row("T15 floor and cap: stock below the floor", low, 0.112, low > 0.03, "above 0: pushed out"),
        row(
            "T15 floor and cap: stock from 75 to 105 %",
            above,
            -0.12,
            above < -0.03,
            "below 0: pulled forward",
        ),
        row(
            "T15 cap 100: stock of who could be above it", beyond, 0.102, beyond > 0.03, "above 0: pushed out"
        ),
        row("T15 cap 100: stock below it", below, -0.02, -0.06 < below <= 0.0, "0 or a little below"),
    ]


def kink_rows(n: int, years: int) -> list[Row]:
    """T17: rep-years just above the accelerator's kink over those next to them."""
    rows, told = [], {"money only": (0.32, 0.0), "symbolic 5 %": (0.85, 0.05), "symbolic 10 %": (0.95, 0.1)}
    mass = {}
    for name, (asked_for, size) in told.items():
        mass[name] = bunching(rehearse(solved(n, ACCELERATOR, motives={"knot_reward": size}), years))
        ok = mass[name] < 1.0 if size == 0 else mass[name] > mass["money only"]
        rows.append(
            row(f"T17 {name}", mass[name], asked_for, ok, "money repels (< 1); a symbol attracts (> money)")
        )
    lump = bunching(rehearse(solved(n, BONUS), years))
    rows.append(row("T17 lump bonus", lump, 50.0, lump > 5.0, "many times the neighbours"))
    return rows


def bunching(r: Rehearsal) -> float:
    """Rep-years from 100 to 104 % over those from 104 to 108 %."""
    year = r.booked.sum(axis=2)
    above, beside = (((year >= low - 1e-9) & (year < low + 0.04 - 1e-9)).sum() for low in (1.0, 1.04))
    return float(above / max(beside, 1))


def ratchet_row() -> Row:
    """T12 (Weitzman 1980): what a foreseen ratchet of 0.3 leaves of the incentive at a discount rate of 0.1."""
    who, what = reps(1, LINEAR, 0.0, monthly_discount=(1 / 1.1) ** (1 / 12))
    program = build(who, replace(what, ratchet=(0.3, 0.3)))
    whole = program.potential[0] + program.window_end[0]
    left = float((whole[60] - whole[50]) / (program.potential[0, 60] - program.potential[0, 50]))
    return row("T12 ratchet: incentive left", left, 0.25, abs(left - 0.25) < 1e-6, "0.1 / (0.1 + 0.3)")


def measure(quick: bool) -> list[Row]:
    """All rows of the table."""
    n, years = (300, 10) if quick else (1000, 30)
    return [
        *month_rows(n, years),
        *october_rows(),
        *stock_rows(n, years),
        *kink_rows(n, years),
        ratchet_row(),
    ]


if __name__ == "__main__":
    run(__doc__, measure)
