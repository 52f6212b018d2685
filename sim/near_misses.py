"""The known name that an unknown one may stand for."""

from __future__ import annotations

import difflib


class NearMisses:
    """Looks for near misses; not for more than a few, each look costs."""

    MOST = 20
    AMONG = 5000

    def __init__(self, known: set[str]) -> None:
        self._known = sorted(known)[: self.AMONG]
        self._told: dict[str, str] = {}

    def hint(self, value: str) -> str:
        """Return what to add to a message about an unknown name."""
        if value not in self._told:
            if len(self._told) >= self.MOST:
                return ""
            close = difflib.get_close_matches(value, self._known, n=1)
            self._told[value] = f"; did you mean {close[0]!r}?" if close else ""
        return self._told[value]
