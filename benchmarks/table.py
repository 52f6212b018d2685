"""The table every benchmark prints, and the same as JSON."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Row:
    """
    One line: ``got`` is held against ``goal``; ``ours`` and ``peer`` are what it was made of.

    ``ok`` is None when nothing is promised, ``got`` is None when it could not be measured (``told`` says why).
    """

    what: str
    got: float | None
    goal: float | None = None
    ok: bool | None = None
    ours: float | None = None
    peer: float | None = None
    told: str = ""


def at_most(what: str, ours: float, peer: float, goal: float | None, told: str = "") -> Row:
    """A row on ours over the peer's, which must not pass the goal."""
    ratio = ours / peer
    return Row(what, ratio, goal, None if goal is None else ratio <= goal, ours, peer, told)


def at_least(what: str, ours: float, peer: float, goal: float | None, told: str = "") -> Row:
    """A row on how many times the peer's time ours goes into, which must reach the goal."""
    ratio = peer / ours
    return Row(what, ratio, goal, None if goal is None else ratio >= goal, ours, peer, told)


def run(doc: str | None, measure: Callable[[bool], list[Row]], *, targets: bool = False) -> None:
    """Read --quick and --json, measure, and print: ours beside a peer's, or as target and got."""
    parser = argparse.ArgumentParser(description=doc)
    parser.add_argument("--quick", action="store_true", help="fewer rounds, the same rows; under a minute")
    parser.add_argument("--json", action="store_true", help="a list of objects with what, got, goal, ok")
    chosen = parser.parse_args()
    rows = measure(chosen.quick)
    if chosen.json:
        print(json.dumps([asdict(row) for row in rows], indent=1))
        return
    if targets:
        print(f"{'what':66} {'target':>9} {'got':>10}  met  within")
    else:
        print(f"{'what':58} {'ours':>9} {'peer':>9} {'ratio':>9} {'goal':>7}  {'met':3}  beside")
    for row in rows:
        print((_target(row) if targets else _beside(row)).rstrip())


def _beside(row: Row) -> str:
    numbers = f"{_told(row.ours):>9} {_told(row.peer):>9} {_told(row.got):>9} {_told(row.goal):>7}"
    return f"{row.what:58} {numbers}  {MET[row.ok]:3}  {row.told}"


def _target(row: Row) -> str:
    """A row as target, got and within."""
    return f"{row.what:66} {_told(row.goal):>9} {_told(row.got):>10}  {MET[row.ok]:3}  {row.told}"


MET = {True: "yes", False: "NO", None: "-"}


def _told(number: float | None) -> str:
    return "-" if number is None else f"{number:.4g}"
