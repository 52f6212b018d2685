"""Rules of the user's own, by name: behaviours of reps, routers of leads, and what makes customers leave."""

from __future__ import annotations

import difflib
import inspect
from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar

Rule = TypeVar("Rule", bound=Callable[..., Any])


class Registry(Generic[Rule]):
    """
    The registered rules of one kind.

    Examples
    --------
    >>> greetings: Registry[Callable[..., str]] = Registry("greeting")
    >>> @greetings.register("plain")
    ... def plain(name: str = "you") -> str:
    ...     return f"hello {name}"
    >>> greetings.get("plian")
    Traceback (most recent call last):
    ...
    LookupError: no greeting 'plian' is registered; did you mean 'plain'? (registered: plain); load its file with --with
    """

    def __init__(self, what: str) -> None:
        self.what = what
        self._rules: dict[str, Rule] = {}

    def register(self, name: str) -> Callable[[Rule], Rule]:
        """Return a decorator that registers a rule; again under a name replaces it, as a notebook's cell run twice."""

        def keep(rule: Rule) -> Rule:
            self._rules[name] = rule
            return rule

        return keep

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of all rules, in order."""
        return tuple(sorted(self._rules))

    def get(self, name: str) -> Rule:
        """Return the rule of this name; LookupError tells the near miss and how a file is loaded."""
        if name in self._rules:
            return self._rules[name]
        near = difflib.get_close_matches(name, self.names, n=1)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        known = ", ".join(self.names) or "none"
        raise LookupError(
            f"no {self.what} {name!r} is registered{hint} (registered: {known}); load its file with --with"
        )

    def check_settings(self, name: str, settings: Mapping[str, Any], own: int = 0) -> None:
        """
        Raise when a rule cannot be given these settings.

        Parameters
        ----------
        name
            The rule's name; LookupError when there is none.
        settings
            What a scenario gives it, by name; ValueError when it takes no such setting or lacks one without default.
        own
            How many leading parameters the engine fills.
        """
        parameters = list(inspect.signature(self.get(name)).parameters.values())[own:]
        takes = [parameter.name for parameter in parameters]
        told = f"{self.what} {name!r}"
        for word in settings:
            if word not in takes:
                raise ValueError(f"{told} has no setting {word!r}; it takes {', '.join(takes) or 'none'}")
        lacking = [p.name for p in parameters if p.default is p.empty and p.name not in settings]
        if lacking:
            raise ValueError(f"{told} needs the setting {', '.join(lacking)}")
