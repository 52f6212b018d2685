"""An assignment of accounts as tables: by account with its reason, by rep before and after, and what changes hands."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from optimize.accounts import Coverage
from optimize.accounts.book import Book, Wishes, amounts, cost_parts, owners
from optimize.program import Floats, Ints


@dataclass(frozen=True)
class Answer:
    """What was asked, what came out, what gave way in words, and who of the specialists has which rep, if any."""

    book: Book
    wishes: Wishes
    found: Coverage
    relaxed: tuple[str, ...] = ()
    overlay: Coverage | None = field(default=None, repr=False)

    @cached_property
    def parts(self) -> pd.DataFrame:
        """Return what each account costs with its new rep, part by part [currency/year]."""
        return pd.DataFrame(self._at(self.found.rep_of))

    @cached_property
    def before(self) -> pd.DataFrame:
        """Return what each account costs with its present rep, part by part; nothing where it has none."""
        owner = owners(self.book)
        return pd.DataFrame(
            {name: np.where(owner >= 0, cost, 0.0) for name, cost in self._at(np.maximum(owner, 0)).items()}
        )

    def _at(self, rep_of: Ints) -> dict[str, Floats]:
        row = np.arange(len(rep_of))
        parts = ((name, cost[row, rep_of]) for name, cost in cost_parts(self.book, self.wishes))
        # a rep who is ruled out today has the account all the same; that has no price
        return {name: np.where(np.isfinite(cost), cost, 0.0) for name, cost in parts}

    @property
    def moved(self) -> NDArray[np.bool_]:
        """Return which accounts get another rep than they have."""
        owner = owners(self.book)
        moved: NDArray[np.bool_] = (owner >= 0) & (owner != self.found.rep_of)
        return moved


def by_account(answer: Answer) -> pd.DataFrame:
    """Return a row for each account: its rep now and then, what it costs, the second best, and the reason."""
    accounts = answer.book.accounts
    reasons = answer.found.reasons()
    table = {
        "account": accounts.ids,
        "rep": [one.rep for one in reasons],
        "before": accounts.owner,
        "moved": np.where(answer.moved, "yes", ""),
        **{f"{name}_cost": part.round(2) for name, part in answer.parts.items()},
        "second": [one.second or "" for one in reasons],
        "second_costs_more": [round(one.delta, 2) if math.isfinite(one.delta) else "" for one in reasons],
        "reason": ["; ".join(one.held_by) for one in reasons],
    }
    if answer.overlay is not None:
        specialist = answer.overlay.by_account()
        table["specialist"] = [specialist.get(one.rep, "") for one in reasons]
    return pd.DataFrame(table)


def by_rep(answer: Answer) -> pd.DataFrame:
    """Return a row for each rep: accounts and loads before and after, each with its band, and travel."""
    book, found = answer.book, answer.found
    owner, k = owners(book), len(book.reps.ids)
    table: dict[str, Any] = {"rep": book.reps.ids}
    bands = {one.name: one for one in found.portfolio.measures}
    for name, amount in amounts(book).items():
        if name != "accounts" and not amount.any() and name not in bands:
            continue
        table[f"{name}_before"] = np.bincount(owner[owner >= 0], amount[owner >= 0], k).round(2)
        table[f"{name}_after"] = np.bincount(found.rep_of, amount, k).round(2)
        if name in bands:
            table[f"{name}_least"] = bands[name].low.round(2)
            table[f"{name}_most"] = bands[name].high.round(2)
    if "travel" in answer.parts:
        now = answer.before["travel"].to_numpy()
        table["travel_before"] = np.bincount(np.maximum(owner, 0), now, k).round(2)
        table["travel_after"] = np.bincount(found.rep_of, answer.parts["travel"].to_numpy(), k).round(2)
    if answer.overlay is not None:
        specialist = answer.overlay.by_account()
        table["specialist"] = [specialist.get(rep, "") for rep in book.reps.ids]
    return pd.DataFrame(table)


def handovers(answer: Answer) -> pd.DataFrame:
    """Return a row for each account that changes hands, the dearest handover first."""
    accounts, moved = answer.book.accounts, np.flatnonzero(answer.moved)
    reps = answer.book.reps.ids
    table = pd.DataFrame(
        {
            "account": [accounts.ids[i] for i in moved],
            "before": [accounts.owner[i] for i in moved],
            "after": [reps[j] for j in answer.found.rep_of[moved]],
            "revenue": accounts.revenue[moved],
            "pipeline": accounts.pipeline[moved],
            "handover_cost": answer.parts["handover"].to_numpy()[moved].round(2),
        }
    )
    return table.sort_values(["handover_cost", "account"], ascending=[False, True], ignore_index=True)


def summary(answer: Answer) -> dict[str, Any]:
    """Return what is proved and what changes, as plain data."""
    found, moved = answer.found, answer.moved
    owner, k = owners(answer.book), len(answer.book.reps.ids)
    loads = {}
    for d, measure in enumerate(found.portfolio.measures):
        before = np.bincount(owner[owner >= 0], measure.amount[owner >= 0], k).astype(np.float64)
        loads[measure.name] = {
            "before": _spread(before, answer.book.reps.share),
            "after": _spread(found.load[:, d], answer.book.reps.share),
        }
    return {
        "status": found.status,
        "cost": found.objective,
        "bound": found.bound,
        "gap": found.gap,
        "seconds": found.seconds,
        "stopped": found.stopped,
        "accounts": len(found.rep_of),
        "reps": k,
        "changes_hands": {
            "accounts": int(moved.sum()),
            "revenue": float(answer.book.accounts.revenue[moved].sum()),
            "cost": float(answer.parts["handover"].to_numpy()[moved].sum()),
        },
        "cost_before": {name: float(part.sum()) for name, part in answer.before.items()},
        "cost_after": {name: float(part.sum()) for name, part in answer.parts.items()},
        "load": loads,
        "relaxed": list(answer.relaxed),
        "unstaffed": list(found.unstaffed()),
    }


def _spread(load: Floats, share: Floats) -> dict[str, float]:
    """Return least, mean and greatest load, and the largest deviation from the fair load by full-time share."""
    fair = load.sum() * share / share.sum() if share.sum() > 0 else np.zeros(len(load))
    off = np.abs(load[fair > 0] / fair[fair > 0] - 1).max(initial=0.0)
    return {
        "least": float(load.min()),
        "mean": float(load.mean()),
        "greatest": float(load.max()),
        "off_fair": float(off),
    }


def on_screen(answer: Answer) -> pd.DataFrame:
    """Return the reps' loads as text for people: after, with before in brackets."""
    full = by_rep(answer)
    shown = pd.DataFrame({"rep": full["rep"]})
    for column in full.columns:
        name, _, when = str(column).rpartition("_")
        if when == "after":
            pairs = zip(full[column], full[f"{name}_before"], strict=True)
            shown[name] = [f"{after:,.0f} ({before:,.0f})" for after, before in pairs]
    if "specialist" in full:
        shown["specialist"] = full["specialist"]
    return shown


def words(answer: Answer, told: dict[str, Any]) -> list[str]:
    """Return what a person wants to know first, line by line."""
    hands = told["changes_hands"]
    lines = [
        f"accounts to reps: {told['status']}, cost {told['cost']:,.0f} a year, bound {told['bound']:,.0f}, "
        f"gap {told['gap']:.2%}, {told['seconds']:.1f} s"
        + (", stopped before its end" if told["stopped"] else ""),
    ]
    lines += [f"gave way: {one}" for one in told["relaxed"]]
    for name, load in told["load"].items():
        before, after = load["before"], load["after"]
        lines.append(
            f"{name}: {after['least']:,.6g} to {after['greatest']:,.6g} a rep (before {before['least']:,.6g} to "
            f"{before['greatest']:,.6g}), {after['off_fair']:.1%} off the fair load at most (before "
            f"{before['off_fair']:.1%})"
        )
    for name, cost in told["cost_after"].items():
        lines.append(f"{name}: {cost:,.0f} a year (before {told['cost_before'][name]:,.0f})")
    lines.append(
        f"{hands['accounts']:,} of {told['accounts']:,} accounts change hands, with revenue of "
        f"{hands['revenue']:,.0f}; the handovers are priced at {hands['cost']:,.0f}"
    )
    if told["unstaffed"]:
        lines.append(f"without accounts: {', '.join(told['unstaffed'])}")
    if answer.overlay is not None:
        specialists = pd.Series(answer.overlay.by_account()).groupby(lambda rep: rep).first()
        lines.append(f"specialists: {', '.join(f'{rep} with {one}' for rep, one in specialists.items())}")
    return lines
