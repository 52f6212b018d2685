"""Works a kept block again and compares to the last bit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from evenfield.study.frame import decode, encode
from evenfield.study.provenance import provenance
from evenfield.study.sidecar import Sidecar
from evenfield.study.store import PartStore
from evenfield.study.task import REPLICATE, find
from sim.scenario import Scenario

_SHOWN = 5
_PLACE = ["replication", "measure", "entity", "month"]


@dataclass(frozen=True)
class Replay:
    """
    What came out of working a block again.

    ``differences`` says what differs, a few lines; ``changed`` what has changed since, such as
    ``numpy: 2.1.0 -> 2.2.0``.
    """

    key: str
    label: str
    replications: tuple[int, ...]
    differences: tuple[str, ...]
    changed: tuple[str, ...]

    @property
    def equal(self) -> bool:
        """Return whether every bit is the same."""
        return not self.differences


def replay(store: PartStore, key: str, scenario: Scenario, task: str = REPLICATE) -> Replay:
    """
    Return how a block worked now differs from what is kept under its key.

    Parameters
    ----------
    store
        Where the part is kept.
    key
        The part's key.
    scenario
        The scenario it was made of; the caller has compared its fingerprint.
    task
        Function that works a block, as ``module:function``.

    Raises
    ------
    UnreadablePartError
        When the part or its sidecar is damaged.
    """
    about, kept = store.sidecar(key), store.load(key)
    numbers = tuple(int(number) for number in about["replications"])
    again = decode(encode(find(task)(scenario, numbers)))
    return Replay(key, str(about["label"]), numbers, differences(kept, again), changed_since(about))


def differences(kept: pd.DataFrame, again: pd.DataFrame) -> tuple[str, ...]:
    """Return what differs between two results, in at most six lines; nothing when every bit is the same."""
    before, now = kept.set_index(_PLACE)["value"], again.set_index(_PLACE)["value"]
    if not before.index.equals(now.index):
        gone, new = before.index.difference(now.index), now.index.difference(before.index)
        if not len(gone) and not len(new):
            return ("the same rows in another order",)
        return (*_rows("no longer there", gone), *_rows("new", new))
    old_bits, new_bits = (values.to_numpy(dtype=np.float64).view(np.uint64) for values in (before, now))
    other = np.flatnonzero(old_bits != new_bits)
    lines = [
        f"{_named(before.index[place])}: {float(before.iloc[place])!r} -> {float(now.iloc[place])!r}"
        for place in other[:_SHOWN]
    ]
    more = [f"and {len(other) - _SHOWN} of {len(before)} values more"] if len(other) > _SHOWN else []
    return (*lines, *more)


def changed_since(about: Sidecar) -> tuple[str, ...]:
    """Return what of source, lock file and versions is not as it was when a part was made."""
    then, now = _flat(about), _flat(provenance())
    names = [name for name in now if name in then and then[name] != now[name]]
    return tuple(f"{name}: {_short(then[name])} -> {_short(now[name])}" for name in names)


def _flat(conditions: Mapping[str, object]) -> dict[str, object]:
    """Return the conditions that can change results, by the name they are told under."""
    packages = conditions.get("packages")
    return {
        "source of the simulation": conditions.get("source"),
        "lock file": conditions.get("lock"),
        "python": conditions.get("python"),
        "system": conditions.get("system"),
        **(packages if isinstance(packages, dict) else {}),
    }


def _short(value: object) -> str:
    """Return a hash by its first letters, anything else as it is."""
    text = str(value)
    return text[:12] if len(text) == 64 else text  # noqa: PLR2004 - the letters of a sha256


def _rows(what: str, index: Any) -> list[str]:  # noqa: ANN401 - pandas' types know no tuples here
    return [f"{what}: {len(index)} rows, such as {_named(index[0])}"] if len(index) else []


def _named(place: Any) -> str:  # noqa: ANN401 - a key of the index above
    replication, measure, entity, month = place
    of = f" of {entity}" if entity else ""
    when = f", month {month}" if month else ""
    return f"replication {replication}, {measure}{of}{when}"
