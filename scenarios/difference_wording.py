"""A changed value in the words of the business, above all what changes in a pay plan."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from pydantic import BaseModel

from scenarios.amounts import grouped, percent, told
from sim.compensation.plan import AmountCap, Component, TargetCap
from sim.documents.supply import SupplyLimit

_LABELS = (
    (r"plan\.pay\.pay\.base", "base pay a year"),
    (r"plan\.pay\.pay\.ote", "on-target earnings a year"),
    (r"plan\.pay\.credit_at", "a sale is credited at"),
    (r"plan\.pay\.components\.([^.]+)", "the {0} component"),
    (r"plan\.pay\.components\.([^.]+)\.cap", "cap on the {0} component"),
    (r"plan\.pay\.components\.([^.]+)\.weight", "weight of the {0} component"),
    (r"plan\.pay\.components\.([^.]+)\.payout", "payout of the {0} component"),
    (
        r"plan\.pay\.components\.([^.]+)\.payout\.beyond\.slope",
        "accelerator of the {0} component, target pay for 1.0 of attainment above the last point",
    ),
    (
        r"plan\.pay\.components\.([^.]+)\.payout\.points",
        "payout of the {0} component, share of target pay by attainment",
    ),
    (r"plan\.pay\.components\.([^.]+)\.payout\.pays_at_quota", "pay at quota of the {0} component"),
    (r"plan\.pay\.components\.([^.]+)\.payout\.rate", "commission rate of the {0} component"),
    (r"plan\.pay\.components\.([^.]+)\.payout\.bands", "tiers of the {0} component"),
    (r"plan\.pay\.components\.([^.]+)\.measure\.window", "counting window of the {0} component"),
    (r"plan\.pay\.payment\.draws\.([^.]+)", "draw {0}"),
    (r"plan\.supply\.([^.]+)", "supply of {0}"),
    (r"plan\.supply\.([^.]+)\.units_per_month", "supply of {0}"),
    (r"plan\.supply\.([^.]+)\.allocation", "shares of the supply of {0}"),
    (r"plan\.supply\.([^.]+)\.planner", "planner of the supply of {0}"),
    (r"plan\.supply\.([^.]+)\.stock", "stock of {0}"),
    (r"plan\.supply\.([^.]+)\.hours_ratio", "hours a unit of {0} takes, over the usual"),
    (r"plan\.supply\.([^.]+)\.profile", "season of the supply of {0}, share of the mean month"),
)

_PAYOUT = r"plan\.pay\.components\.[^.]+\.payout"
_SPECIAL: dict[str, Callable[[Any], str]] = {
    rf"{_PAYOUT}\.points": lambda points: ", ".join(f"{percent(y)} at {percent(x)}" for x, y in points),
    rf"{_PAYOUT}\.bands": lambda bands: ", ".join(
        f"{percent(band.rate)} from {grouped(band.starts_at)}" for band in bands
    ),
    rf"{_PAYOUT}\.pays_at_quota": percent,
    r"plan\.supply\.[^.]+\.profile": lambda values: told("share", values),
}
"""How the values of a few fields are told, by path."""


def in_words(path: str, before: object, after: object, currency: str = "") -> str:
    """
    Return what changed in one line.

    Examples
    --------
    >>> in_words("market.leads_per_year", 10000.0, 12000.0)
    'market.leads_per_year: 10,000 → 12,000 a year'
    >>> in_words("fulfilment.cancel_share", 0.3, 0.25)
    'fulfilment.cancel_share: 30 % → 25 %'
    """
    speak = _speaker(path, currency)
    one, other = speak(before), speak(after)
    if isinstance(before, tuple) and isinstance(after, tuple) and len(before) == len(after) and one == other:
        other += f" ({sum(x != y for x, y in zip(before, after, strict=True))} differ)"
    return f"{_label(path)}: {_once(one, other)}"


def _label(path: str) -> str:
    for pattern, words in _LABELS:
        found = re.fullmatch(pattern, path)
        if found:
            return words.format(*found.groups())
    return path


def _once(one: str, other: str) -> str:
    """Return both values, their unit said once when it is the same."""
    value, _, unit = one.partition(" ")
    if unit and unit != "%" and other.endswith(f" {unit}") and other.count(" ") == one.count(" "):
        return f"{value} → {other}"
    return f"{one} → {other}"


def _speaker(path: str, currency: str) -> Callable[[Any], str]:
    """Return how the values of a field are told."""
    field = path.rpartition(".")[2]
    special = next((words for pattern, words in _SPECIAL.items() if re.fullmatch(pattern, path)), None)

    def speak(value: Any) -> str:  # noqa: ANN401 - any field
        if value is not None and special is not None:
            return special(value)
        if re.fullmatch(r"plan\.supply\.[^.]+", path) and (value is None or isinstance(value, SupplyLimit)):
            return f"{grouped(value.units_per_month)} units a month" if value else "no limit"
        return _document(value, currency) if isinstance(value, BaseModel) else told(field, value, currency)

    return speak


def _document(value: BaseModel, currency: str) -> str:
    """Return a whole document that came, went, or became one of another kind."""
    match value:
        case TargetCap():
            return f"{percent(value.max)} of target pay"
        case AmountCap():
            return told("amount", value.max, currency)
        case Component():
            weight = f", weight {percent(value.weight)}" if value.weight is not None else ""
            cap = f", cap {_document(value.cap, currency)}" if value.cap else ", no cap"
            return value.payout.kind + weight + cap
    return str(getattr(value, "kind", "")) or told("", value, currency)
