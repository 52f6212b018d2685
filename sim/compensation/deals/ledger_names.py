"""The names of the ledger's own entries, which no component and no cap may have: their pay would merge with them."""

from __future__ import annotations

from collections.abc import Sequence

LEDGER_NAMES = frozenset(
    {
        "advance",
        "advance-netted",
        "base",
        "carried-forward",
        "clawback",
        "draw",
        "draw-forgiven",
        "recovery",
        "rerated",
        "top-up",
    }
)
"""What the ledger calls entries that come of no component and no cap."""


def each_entry_has_one_meaning(components: Sequence[str], caps: Sequence[str]) -> None:
    """Raise ValueError where two things of a plan would be entries of one name: components, caps, the ledger's own."""
    for what, names in (("component", components), ("cap", caps)):
        for name in sorted(LEDGER_NAMES & set(names)):
            raise ValueError(
                f"{what} {name}: the ledger has entries of its own with this name, call it otherwise; "
                f"taken are {', '.join(sorted(LEDGER_NAMES))}"
            )
    for name in sorted(set(components) & set(caps)):
        raise ValueError(f"cap {name}: a component has this id too, call the cap otherwise")
