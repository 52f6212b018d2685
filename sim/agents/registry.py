"""Behaviours of the user's own, by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sim.agents.view import Behaviour
from sim.extension import Registry

BEHAVIOURS: Registry[Callable[..., Behaviour]] = Registry("behaviour")
behaviour = BEHAVIOURS.register
"""
Decorator that registers a class as the behaviour of a name; its ``act(reps)`` returns a :class:`Decision`.

The class is called with the settings that the scenario gives beside the name.

>>> import numpy as np
>>> from dataclasses import dataclass
>>> from sim.agents.view import Decision, RepView
>>> @behaviour("sandbagger")
... @dataclass(frozen=True)
... class Sandbagger:
...     ease_at: float = 0.95
...
...     def act(self, reps: RepView) -> Decision:
...         near = reps.attainment >= self.ease_at
...         return Decision(effort=np.where(near, 0.3, 1.0), hold=np.where(near, 1.0, 0.0))
>>> own_behaviour("sandbagger", {"ease_at": 0.9})
Sandbagger(ease_at=0.9)
"""


def own_behaviour(name: str, settings: dict[str, Any]) -> Behaviour:
    """Return the registered behaviour of this name with these settings; LookupError when there is none."""
    BEHAVIOURS.check_settings(name, settings)
    return BEHAVIOURS.get(name)(**settings)
