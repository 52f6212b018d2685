"""What stands beside scenarios with a response curve: the same scenarios without it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from evenfield.comparison import Comparison, compare
from evenfield.comparison.no_effect import CURVE, LABEL, without_response_curve
from evenfield.study.folder import Member
from sim.kpi import KPIS, Kpi


def twins(study: Sequence[Member]) -> list[Member]:
    """Return each scenario that has a response curve without it, under a label of its own."""
    without = [(member, without_response_curve(member.scenario)) for member in study]
    return [
        Member(_label(member, study), member.given, twin, CURVE)
        for member, twin in without
        if twin is not None
    ]


def plain(study: Sequence[Member]) -> list[Member]:
    """Return the scenarios that were asked for, without those that stand beside them."""
    return [member for member in study if not member.without]


def beside(
    study: Sequence[Member], frames: Mapping[str, pd.DataFrame], kpis: Sequence[Kpi] = KPIS
) -> Comparison | None:
    """
    Return what the response curves do, ``None`` when there are none.

    One scenario is compared with itself without its curve. Several are compared with each other once more, those that
    have a curve without it: whether the plan is still the better one where speed brings nothing.
    """
    labels = {_label(member, study): member.label for member in study}
    without = {name: label for name, label in labels.items() if name in frames}
    if not without:
        return None
    if len(study) == 1:
        return compare({LABEL: frames[LABEL], study[0].label: frames[study[0].label]}, kpis=kpis)
    shown = [name if name in frames else label for name, label in labels.items()]
    return compare({name: frames[name] for name in shown}, kpis=kpis)


def _label(member: Member, study: Sequence[Member]) -> str:
    return LABEL if len(study) == 1 else f"{member.label}, {LABEL}"
