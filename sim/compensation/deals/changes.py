"""Changes in the past: what is due by now less what was posted, as entries of the open month."""

from __future__ import annotations

from collections.abc import Sequence

from sim.compensation.deals.months import told
from sim.compensation.deals.plain import amount
from sim.compensation.deals.run import DealRun
from sim.compensation.deals.settling import Entry


def posted_entries(run: DealRun) -> tuple[Entry, ...]:
    """Return the run's payouts as they are posted: in the currency they are paid in, without the deal."""
    return tuple(
        Entry(entry.person, entry.month, entry.component, run.in_payout_currency(entry))
        for entry in run.payouts
    )


def changes_data(changes: Sequence[Entry]) -> list[dict[str, str]]:
    """Return entries as plain data, amounts as text."""
    return [
        {"person": e.person, "period": told(e.month), "component": e.component, "amount": amount(e.cents)}
        for e in changes
    ]


def differences(posted: Sequence[Entry], due: Sequence[Entry], open_month: int) -> tuple[Entry, ...]:
    """
    Return what a change in the past adds to the open month: what is due by now less what was posted.

    Nothing that was posted changes; done twice, the second time adds nothing.
    """
    total: dict[tuple[str, str, str], int] = {}
    for sign, entries in ((1, due), (-1, posted)):
        for entry in entries:
            if entry.month <= open_month:
                key = (entry.person, entry.component, entry.deal_id)
                total[key] = total.get(key, 0) + sign * entry.cents
    return tuple(
        Entry(person, open_month, component, cents, deal_id)
        for (person, component, deal_id), cents in sorted(total.items())
        if cents
    )
