"""Whether campaigns name sources, and routing names reps, that the scenario has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from sim.near_misses import NearMisses
from sim.table import RowIssue

if TYPE_CHECKING:
    from sim.scenario import Scenario


def lead_faults(scenario: Scenario) -> Iterator[tuple[str, RowIssue]]:
    """Yield a fault for each name in campaigns and routing that nothing in the scenario has."""
    sources = {source.id for source in scenario.market.sources}
    for campaign in scenario.market.campaigns:
        yield from _unknown(
            f"market.campaigns.{campaign.id}.source", "source", [campaign.source], sources, "T031", "source"
        )
    routing = scenario.pipeline.routing
    reps = {*scenario.tables.reps["id"].tolist()}
    named = [(f"weights.{entry.id}.id", "id", entry.id) for entry in routing.weights]
    named += [("best", "best", rep) for rep in routing.best]
    named += [("fallback", "fallback", routing.fallback)] if routing.fallback else []
    for path, column, rep in named:
        yield from _unknown(f"pipeline.routing.{path}", column, [rep], reps, "T021", "rep")


def _unknown(  # noqa: PLR0913, PLR0917 - where, what and against what
    path: str, column: str, names: Iterable[str], known: set[str], code: str, noun: str
) -> Iterator[tuple[str, RowIssue]]:
    near = NearMisses(known)
    for name in names:
        if name not in known:
            yield path, RowIssue(code, 0, column, name, f"no such {noun}{near.hint(name)}")
