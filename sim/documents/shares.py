"""Lists of things that share a whole."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol


class Shared(Protocol):
    """Something with an id and a share of the whole."""

    @property
    def id(self) -> str:
        """Stable name."""
        ...

    @property
    def share(self) -> float:
        """Share of the whole, 0 to 1."""
        ...


def check_once(ids: Sequence[str]) -> None:
    """Raise ValueError when an id stands twice."""
    twice = sorted({i for i in ids if ids.count(i) > 1})
    if twice:
        raise ValueError(f"each id stands once; twice: {', '.join(twice)}")


def check_shares(items: Sequence[Shared]) -> None:
    """Raise ValueError unless each id stands once and the shares add to 1."""
    check_once([item.id for item in items])
    total = sum(item.share for item in items)
    if abs(total - 1.0) > 1e-6:  # noqa: PLR2004
        raise ValueError(f"the shares must add to 1, they add to {total:.6g}")
