"""What a command line says of measures and locks: ``NAME=VALUE``."""

from __future__ import annotations

from collections.abc import Sequence

from optimize.accounts.book import MEASURES, Book
from scenarios.faults import Fault, ScenarioError, did_you_mean


def balances(given: Sequence[str]) -> dict[str, float]:
    """
    Return the band by measure of texts such as ``revenue=0.1``.

    Raises
    ------
    ScenarioError
        With every text that says no measure and share.
    """
    faults, found = [], {}
    for text in given:
        name, _, share = text.partition("=")
        if name not in MEASURES:
            hint = did_you_mean(name, MEASURES)
            faults.append(
                Fault(
                    "--balance",
                    message="no such measure",
                    got=repr(name),
                    allowed=", ".join(MEASURES),
                    hint=hint,
                )
            )
            continue
        try:
            found[name] = float(share)
        except ValueError:
            found[name] = -1.0
        if not 0 <= found[name] <= 1:
            faults.append(Fault("--balance", message=f"{name}= wants a share from 0 to 1", got=repr(share)))
    if faults:
        raise ScenarioError(faults)
    return found


def locks(given: Sequence[str], book: Book) -> dict[str, str]:
    """
    Return the rep by account of texts such as ``a17=Ann``.

    Raises
    ------
    ScenarioError
        With every text that names no account or rep of the book, or locks an account that is locked to another rep.
    """
    faults = []
    in_file = {name: rep for name, rep in zip(book.accounts.ids, book.accounts.locked_to, strict=True) if rep}
    found: dict[str, str] = {}
    for text in given:
        account, _, rep = text.rpartition("=")
        for what, name, known in (("account", account, book.accounts.ids), ("rep", rep, book.reps.ids)):
            if name not in known:
                hint = did_you_mean(name, known)
                faults.append(Fault("--lock", message=f"there is no such {what}", got=repr(name), hint=hint))
        for other, where in ((found.get(account), "here"), (in_file.get(account), "by locked_to")):
            if other not in (None, rep):
                faults.append(
                    Fault(
                        "--lock",
                        message=f"{account} is locked to {other} {where}; it can have one rep",
                        got=repr(text),
                    )
                )
        found[account] = rep
    if faults:
        raise ScenarioError(faults)
    return found


def known_accounts(given: Sequence[str], book: Book) -> list[str]:
    """
    Return the accounts that are asked after.

    Raises
    ------
    ScenarioError
        With every one that the book does not have.
    """
    known = book.accounts.ids
    faults = [
        Fault("--why", message="there is no such account", got=repr(name), hint=did_you_mean(name, known))
        for name in given
        if name not in known
    ]
    if faults:
        raise ScenarioError(faults)
    return list(given)
