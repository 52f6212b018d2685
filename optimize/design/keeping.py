"""Where the offers of levers are kept, so that a design that was stopped goes on; given from above, like the runner."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from typing import Protocol

from optimize.design.draft import Draft
from optimize.design.turning import Offer
from optimize.design.wishes import LeverName, Wishes


class Keep(Protocol):
    """Keeps offers by key, each whole or not at all."""

    def load(self, key: str, draft: Draft) -> Offer | None:
        """Return what is kept under a key of an offer made to a draft; ``None`` when there is nothing readable."""
        ...

    def save(self, key: str, draft: Draft, offer: Offer) -> None:
        """Keep an offer made to a draft."""
        ...


class Forgetful:
    """Keeps nothing."""

    def load(self, key: str, draft: Draft) -> Offer | None:
        """Return nothing."""

    def save(self, key: str, draft: Draft, offer: Offer) -> None:
        """Keep nothing."""


def key_of(name: LeverName, given: Draft, draft: Draft, wishes: Wishes) -> str:
    """
    Return the sha256 of what an offer depends on: lever, input, draft and wishes.

    Who keeps offers beyond the process adds the version of the program that made them.
    """
    told = asdict(wishes) | {"sheet": wishes.sheet.model_dump(mode="json")}
    content = {"lever": name, "given": given.state(), "draft": draft.state(), "wishes": told}
    return hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()
