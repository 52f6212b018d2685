"""Behaviours of the user's own, by name."""

from __future__ import annotations

import difflib
import inspect
from collections.abc import Callable
from typing import Any, TypeVar

from sim.agents.view import Behaviour

Rule = TypeVar("Rule", bound=Callable[..., Behaviour])
_registered: dict[str, Callable[..., Behaviour]] = {}


def behaviour(name: str) -> Callable[[Rule], Rule]:
    """
    Return a decorator that registers a class as the behaviour of this name.

    The class is called with the settings that the scenario gives beside the name, and its ``act(reps)`` returns a
    :class:`Decision`. Registering a name again replaces it, so that a notebook's cell can be run twice.

    Examples
    --------
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

    def register(rule: Rule) -> Rule:
        _registered[name] = rule
        return rule

    return register


def own_behaviour(name: str, settings: dict[str, Any]) -> Behaviour:
    """
    Return the registered behaviour of this name with these settings.

    Raises
    ------
    LookupError
        When no behaviour of this name is registered.
    ValueError
        When it has no such setting.
    """
    if name not in _registered:
        known = ", ".join(sorted(_registered)) or "none"
        near = difflib.get_close_matches(name, sorted(_registered), n=1)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        raise LookupError(
            f"no behaviour {name!r} is registered{hint} (registered: {known}); load its file with --with"
        )
    rule = _registered[name]
    parameters = inspect.signature(rule).parameters
    unknown = [word for word in settings if word not in parameters]
    if unknown:
        raise ValueError(
            f"behaviour {name!r} has no setting {unknown[0]!r}; it takes {', '.join(parameters) or 'none'}"
        )
    return rule(**settings)
