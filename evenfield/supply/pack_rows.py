"""Rows of the Excel pack beside the plan: quotas, reps, planners, options; formulas of our own over numbers only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from evenfield.study.written import safe_text
from evenfield.supply.review import Review


def quotas(found: Review) -> list[list[Any]]:
    """Return quotas against ceilings, a row a family and month."""
    heads = ["family", "month", "supply", "quota", "ceiling (mean)", "ceiling (risk)", "over", "over, engine"]
    rows: list[list[Any]] = [heads]
    for one in found.ceilings:
        row = len(rows) + 1
        month = found.plan.facts.periods[one.month - 1] if one.month else "whole run"
        numbers = [one.supply, one.quota, one.by_mean, one.by_risk]
        if one.quota and one.by_mean:  # a quota of what cannot be shipped at all has no ratio
            rows.append([safe_text(one.family), month, *numbers, f"=D{row}/E{row}", one.over])
    return rows


def options(found: Review) -> list[list[Any]]:
    """Return the options that were simulated."""
    heads = [
        "option",
        "what",
        "profit",
        "low",
        "high",
        "extra cost",
        "before extra cost",
        "before, engine",
        "verdict",
    ]
    rows: list[list[Any]] = [heads]
    for trial in found.trials:
        row = len(rows) + 1
        told = trial.profit
        numbers = [
            told.mean,
            told.low,
            told.high,
            trial.extra_cost,
            f"=C{row}+F{row}",
            told.mean + trial.extra_cost,
        ]
        rows.append([safe_text(trial.name), safe_text(trial.words), *numbers, trial.judgement.verdict])
    return rows


def reps(found: Review, called: Mapping[str, str]) -> list[list[Any]]:
    """Return what of each rep's quota cannot be shipped, and what of his pay cannot be earned."""
    heads = [
        "rep",
        "quota",
        "can ship of it",
        "cannot be shipped",
        "variable pay if all ships",
        "on what ships",
    ]
    heads += ["not earnable", "not earnable, engine", "makes quota, before", "makes quota, after"]
    rows: list[list[Any]] = [heads]
    for one in found.reps:
        row = len(rows) + 1
        if one.rep in called:
            numbers = [one.quota, one.feasible, f"=B{row}-C{row}", one.pay_free, one.pay_short]
            numbers += [f"=E{row}-F{row}", one.lost.mean, one.made_free, one.made_short]
            rows.append([safe_text(called[one.rep]), *numbers])
    return rows


def planners(found: Review) -> list[list[Any]]:
    """Return what planners expected and set, by family and month."""
    heads = [
        "family",
        "month",
        "booked",
        "expected",
        "expected less booked",
        "usual",
        "set",
        "set less booked",
    ]
    heads += ["one more unit, as he sees it", "one more unit"]
    rows: list[list[Any]] = [heads]
    for one in found.seen:
        for t, month in enumerate(found.plan.facts.periods):
            row = len(rows) + 1
            numbers = [float(one.booked[t]), float(one.expected[t]), f"=D{row}-C{row}", float(one.usual[t])]
            numbers += [
                float(one.capacity[t]),
                f"=G{row}-C{row}",
                float(one.price[t]),
                float(one.true_price[t]),
            ]
            rows.append([safe_text(one.family), month, *numbers])
    return rows
