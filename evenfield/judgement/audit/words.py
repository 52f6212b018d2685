"""An audit in words: tables for people, plain data for programs."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from evenfield.comparison.values import finite
from evenfield.judgement.audit.audit import Audit, Exploit, Mend
from evenfield.judgement.audit.credits import DISCOUNT, LATE_DAYS
from evenfield.judgement.audit.schemes import LEFT_ALONE
from evenfield.judgement.sheet import Sheet, in_replications
from evenfield.judgement.stress_words import told
from evenfield.wording import money

_MOST_SHARES = 12


def audit_sheets(found: Audit) -> list[Sheet]:
    """Return the schemes, what each clause pays of them, and the mends."""
    sheets = [_schemes(found), _shares(found), _mends(found)]
    return [one for one in sheets if one.rows]


def _schemes(found: Audit) -> Sheet:
    rows = tuple(
        (
            one.scheme.id,
            one.scheme.how,
            _verdict(one),
            told(one.value),
            told(one.profit),
            one.culprit or "",
        )
        for one in found.exploits
    )
    columns = ("scheme", "how", "verdict", "pay gained", "firm's profit", "clause that pays it")
    note = f"Per schemer and year [{found.currency}], against the same reps, honest; +N more replications would tell."
    return Sheet(
        f"{found.scenario}: what schemers make of the pay plan, {in_replications(found.replications)}",
        columns,
        rows,
        words=3,
        note=note,
    )


def _verdict(one: Exploit) -> str:
    verdict = one.judgement.verdict
    if verdict == "cannot tell":
        more = one.judgement.more
        return "cannot tell" if more is None else f"cannot tell, +{more}"
    return {"better": "pays", "worse": "does not pay", "same": "never gains"}.get(verdict, verdict)


def _shares(found: Audit) -> Sheet:
    rows = [
        (one.scheme.id, share.clause, told(share.paid))
        for one in found.exploits
        if one.is_found
        for share in one.shares
    ]
    note = "The gain less the gain for the same sales when the clause is taken out; clauses act together, so no sum."
    columns = ("scheme", "clause", "of the gain it pays")
    return Sheet("Which clause pays a scheme", columns, tuple(rows[:_MOST_SHARES]), words=2, note=note)


def _mends(found: Audit) -> Sheet:
    rows = tuple(
        (one.scheme, one.clause.name, one.clause.mend, told(one.before), told(one.after), told(one.profit))
        for one in found.mends
    )
    columns = ("scheme", "clause", "mend", "gain before", "gain after", "profit, all honest")
    note = (
        "Mended plans are repriced to pay the same for the same honest sales, and simulated or replayed anew."
    )
    return Sheet("The clause to mend", columns, rows, words=3, note=note)


def audit_lines(found: Audit) -> list[str]:
    """Return what a person wants to know first, line by line."""
    paying = [one for one in found.exploits if one.is_found]
    lines = [_finding(one) for one in paying] or ["No scheme was found to pay by more than luck."]
    lines += [_mended(one) for one in found.mends]
    lines += [f"Mind: {note}." for note in found.notes]
    if found.schemers > 1:
        lines.append(
            f"In each replication {found.schemers} of {found.reps} reps scheme, all others are honest. "
            f"Cherry-pickers leave up to {LEFT_ALONE:.0%} of leads alone; splitters move half of what is booked in a "
            f"window's last {LATE_DAYS:g} days and know what the year brings; discounters give {DISCOUNT:.0%}."
        )
    return lines


def _finding(one: Exploit) -> str:
    culprit = f"; {one.culprit} pays most of it" if one.culprit else "; no single clause is sure to pay it"
    cost = "" if not one.cut else f", of it price cuts of {money(one.cut)}"
    return (
        f"{one.scheme.id} ({one.scheme.words}) pays a schemer {told(one.value)} a year; "
        f"the firm's profit changes by {told(one.profit)}{cost}{culprit}."
    )


def _mended(one: Mend) -> str:
    gains = "loses" if one.after.high < 0 else "gains"
    unsure = one.after.same or one.after.low <= 0 <= one.after.high
    left = "nothing that can be told from 0" if unsure else told(one.after)
    return f"Mend {one.clause.name} ({one.clause.mend}): {one.scheme} then {gains} {left}."


def audit_data(found: Audit) -> dict[str, Any]:
    """Return all of it as plain data."""
    return {
        "scenario": found.scenario,
        "replications": found.replications,
        "schemers": found.schemers,
        "reps": found.reps,
        "clauses": list(found.clauses),
        "schemes": [
            {
                "scheme": one.scheme.id,
                "how": one.scheme.how,
                "verdict": _verdict(one),
                "pays": one.is_found,
                "gain": finite(asdict(one.value)),
                "profit": finite(asdict(one.profit)),
                "deals_timed": one.deals,
                "price_cuts": one.cut,
                "clause": one.culprit,
                "shares": [{"clause": s.clause, **finite(asdict(s.paid))} for s in one.shares],
            }
            for one in found.exploits
        ],
        "mends": [
            {
                "scheme": one.scheme,
                "clause": one.clause.name,
                "says": one.clause.words,
                "mend": one.clause.mend,
                "before": finite(asdict(one.before)),
                "after": finite(asdict(one.after)),
                "profit_of_honest_reps": finite(asdict(one.profit)),
                "plan": one.plan.model_dump(mode="json"),
            }
            for one in found.mends
        ],
        "notes": list(found.notes),
    }
