"""A property that is worked out when it is first asked for, and kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar, overload

_T = TypeVar("_T")


class lazy(Generic[_T]):  # noqa: N801 - used as @property is
    """
    What ``functools.cached_property`` is, without the lock that it takes each time before Python 3.12.

    Examples
    --------
    >>> class Line:
    ...     @lazy
    ...     def due(self):
    ...         return 5
    >>> Line().due
    5
    """

    def __init__(self, work: Callable[[Any], _T]) -> None:
        self.work, self.name, self.__doc__ = work, work.__name__, work.__doc__

    @overload
    def __get__(self, instance: None, owner: type) -> lazy[_T]: ...

    @overload
    def __get__(self, instance: object, owner: type) -> _T: ...

    def __get__(self, instance: Any, owner: type) -> Any:
        """Work it out; from then on the instance holds it under the name, which comes before this class's."""
        if instance is None:
            return self
        found = instance.__dict__[self.name] = self.work(instance)
        return found
