"""Files of the user's own rules as a study remembers them: where they were, and the hash of what stood in them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from evenfield.study.plugins import loaded

State = Literal["loaded", "unchanged", "changed", "missing"]


@dataclass(frozen=True)
class KeptRules:
    """A file that was given with ``--with``: its path as seen from the study's folder, and its sha256."""

    given: str
    sha256: str

    def state(self, path: Path) -> State:
        """Return how the file stands now; *loaded*: what stood in it is known here already, from wherever."""
        if self.sha256 in {digest(plugin.content) for plugin in loaded()}:
            return "loaded"
        try:
            same = digest(path.read_bytes()) == self.sha256
        except OSError:
            return "missing"
        return "unchanged" if same else "changed"


def digest(content: bytes) -> str:
    """Return the sha256 of a file."""
    return hashlib.sha256(content).hexdigest()
