"""One row of the table of settings that need another one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sim.scenario import Scenario


@dataclass(frozen=True)
class Idle:
    """
    A setting that may be given in vain.

    ``path`` is where it stands, with ``{}`` for the ids that ``when`` returns where it is within a list; ``wants`` says
    what is missing; ``when`` whether it is given and has no effect.
    """

    path: str
    wants: str
    when: Callable[[Scenario], bool | Iterable[str]]
