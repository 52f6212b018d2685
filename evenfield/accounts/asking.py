"""From a book and wishes to an answer: what is locked, what gives way, who of the specialists stands by whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from evenfield.accounts.answer import Answer
from optimize.accounts import Coverage, Effort, ImpossibleError, OversizeError, Portfolio, assign, relieved
from optimize.accounts.book import Book, Reps, Wishes, amounts, cost_parts, statement_of
from optimize.accounts.overlay import overlay
from optimize.accounts.oversize import with_own_reps

USUAL_BAND = 0.05
RELIEFS = 3
"""Times that what clashes is relaxed: the nearest way that is found first need not be enough at once."""


@dataclass(frozen=True)
class Asked:
    """
    What is asked beyond the files.

    ``locks`` rep by account; ``own_reps``: an account above a fair load has a rep alone; ``relax``: rules give way as
    cheaply as can be when nothing fits; ``specialists`` who stand by reps, so many reps each.
    """

    wishes: Wishes
    effort: Effort
    locks: Mapping[str, str] = field(default_factory=dict)
    own_reps: bool = False
    relax: bool = False
    specialists: Reps | None = None
    reps_per_specialist: int = 5


def usual_balance(book: Book) -> dict[str, float]:
    """Return the measure that is balanced when nobody says: the first that there are numbers of."""
    return {next(name for name, amount in amounts(book).items() if amount.any()): USUAL_BAND}


def answer_of(book: Book, asked: Asked) -> Answer:
    """
    Return the assignment of a book, and of its reps to specialists.

    Raises
    ------
    OversizeError, ImpossibleError
        As :func:`optimize.accounts.assign` does; the latter not when rules may give way.
    ValueError
        When the statement has faults, or the specialists are too few.
    """
    statement = statement_of(book, asked.wishes)
    statement = replace(statement, locks={**statement.locks, **asked.locks})
    if asked.own_reps:
        for name, band in asked.wishes.balance.items():
            statement = with_own_reps(statement, name, band)
    found, gave_way = _assigned(statement, asked)
    beside = None
    if asked.specialists is not None:
        beside = assign(_overlay(book, found, asked, asked.specialists), asked.effort)
    return Answer(book, asked.wishes, found, gave_way, beside)


def _assigned(statement: Portfolio, asked: Asked) -> tuple[Coverage, tuple[str, ...]]:
    """
    Return the assignment, and in words what gave way for it.

    First an account above every limit gets the rep whom it costs least, and he the band for it; then what clashes.
    """
    gave_way: tuple[str, ...] = ()
    left = RELIEFS
    while True:
        try:
            return assign(statement, asked.effort), gave_way
        except OversizeError as refused:
            if not asked.relax:
                raise
            wider = next(way for way in refused.ways if way.kind == "wider band")
            gave_way, statement = (*gave_way, wider.told), wider.portfolio
        except ImpossibleError as refused:
            if not asked.relax or not left:
                raise
            left -= 1
            gave_way += tuple(relief.told(statement) for relief in refused.reliefs)
            statement = relieved(statement, refused.reliefs)


def _overlay(book: Book, found: Coverage, asked: Asked, specialists: Reps) -> Portfolio:
    """Return the statement that gives reps to specialists, by what their accounts would cost with each."""
    nobody = replace(book.accounts, owner=("",) * len(book.accounts.ids))
    cost = np.zeros((len(book.accounts.ids), len(specialists.ids)))
    for name, part in cost_parts(Book(nobody, specialists), asked.wishes):
        if name != "handover":
            cost += part
    return overlay(found, specialists.ids, cost, asked.reps_per_specialist)
