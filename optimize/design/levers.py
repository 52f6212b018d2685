"""The levers by name, each loaded when it is turned."""

from __future__ import annotations

from optimize.design.turning import Lever, Offer, Task
from optimize.design.wishes import LeverName


def lever(name: LeverName) -> Lever:
    """Return a lever by its name."""
    return {
        "size": _size,
        "territory": _territory,
        "quota": _quota,
        "pay": _pay,
        "supply": _supply,
    }[name]


def _size(task: Task) -> Offer:
    from optimize.design.sizing import turn_size  # noqa: PLC0415 - only who turns it pays for loading it

    return turn_size(task)


def _territory(task: Task) -> Offer:
    from optimize.design.territories import turn_territory  # noqa: PLC0415

    return turn_territory(task)


def _quota(task: Task) -> Offer:
    from optimize.design.adapted import turn_quota  # noqa: PLC0415

    return turn_quota(task)


def _pay(task: Task) -> Offer:
    from optimize.design.adapted import turn_pay  # noqa: PLC0415

    return turn_pay(task)


def _supply(task: Task) -> Offer:
    from optimize.design.supplying import turn_supply  # noqa: PLC0415

    return turn_supply(task)
