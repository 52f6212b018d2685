"""Hard times as documents: what happens to the world, and how hard; a factor on the strength scales them all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from scenarios.document_files import read_document
from scenarios.faults import Fault, did_you_mean
from scenarios.nodes import Fields, walk
from sim.document import AsTuple, Document, Id, NonNegative, Share
from sim.documents.shares import check_once
from sim.scenario import Scenario

Months = Annotated[tuple[Annotated[int, Field(ge=1)], ...], AsTuple]
Shock = Annotated[Share, Field(lt=1)]


class Recession(Document):
    """Fewer leads, fewer of them won, smaller orders; win rates and orders already in the warm-up."""

    kind: Literal["recession"]
    id: Id = "recession"
    leads: Share = 0.2
    win_rate: Shock = 0.1
    order_size: Shock = 0.1


class LeadDrought(Document):
    """Leads that do not come, in some measured months or regions; an empty list names all."""

    kind: Literal["lead-drought"]
    id: Id = "lead-drought"
    leads: Share = 0.6
    months: Months = (4, 5, 6)
    regions: Annotated[tuple[str, ...], AsTuple] = ()


class PriceWar(Document):
    """Rivals cut their prices: ours stay (*hold*), and buyers react, or follow (*match*), and margins shrink."""

    kind: Literal["price-war"]
    id: Id = "price-war"
    cut: Shock = 0.05
    answer: Literal["hold", "match"] = "hold"


class AttritionWave(Document):
    """More reps leave: so many more of them in a year [share], in every month alike, beside those who leave anyway."""

    kind: Literal["attrition-wave"]
    id: Id = "attrition-wave"
    yearly: Shock = 0.25


class SupplyOutage(Document):
    """Capacity of one family is down in some fiscal months; null is the family that books most."""

    kind: Literal["supply-outage"]
    id: Id = "supply-outage"
    down: Shock = 0.8
    family: str | None = None
    months: Annotated[tuple[Annotated[int, Field(ge=1, le=12)], ...], AsTuple, Field(min_length=1)] = (
        6,
        7,
        8,
    )


class MisSetQuotas(Document):
    """Quotas off what they should be: each times exp(sd x normal), drawn anew in every replication, total kept."""

    kind: Literal["mis-set-quotas"]
    id: Id = "mis-set-quotas"
    sd: Annotated[NonNegative, Field(le=3)] = 0.3


Stress = Annotated[
    Recession | LeadDrought | PriceWar | AttritionWave | SupplyOutage | MisSetQuotas,
    Field(discriminator="kind"),
]
STRENGTHS: Mapping[str, tuple[str, ...]] = {
    "recession": ("leads", "win_rate", "order_size"),
    "lead-drought": ("leads",),
    "price-war": ("cut",),
    "attrition-wave": ("yearly",),
    "supply-outage": ("down",),
    "mis-set-quotas": ("sd",),
}
"""The fields of each kind that say how hard it hits."""


class Stresses(Document):
    """A file of stresses."""

    stresses: Annotated[tuple[Stress, ...], AsTuple, Field(min_length=1)]

    @model_validator(mode="after")
    def _once(self) -> Stresses:
        check_once([stress.id for stress in self.stresses])
        return self


STANDARD = Stresses(
    stresses=(
        Recession(kind="recession"),
        LeadDrought(kind="lead-drought"),
        PriceWar(kind="price-war"),
        AttritionWave(kind="attrition-wave"),
        SupplyOutage(kind="supply-outage"),
        MisSetQuotas(kind="mis-set-quotas"),
    )
)
"""What ``evenfield stress`` puts plans under unless a file says otherwise."""


def read_stresses(path: str | Path, scenarios: Sequence[Scenario]) -> Stresses:
    """
    Return the stresses of a file, meant for these scenarios.

    Raises
    ------
    ScenarioError
        With every fault, each with its place; among them regions, families and months that a scenario does not have.
    """
    return read_document(path, Stresses, lambda found, tree: _unknown(found, tree, scenarios))


def _unknown(found: Stresses, tree: Fields, scenarios: Sequence[Scenario]) -> Iterator[Fault]:
    """Yield a fault for each name or month of a stress that some scenario does not have."""
    places = {path: node.place for path, node in walk(tree)}
    for stress in found.stresses:
        for scenario in scenarios:
            for field, name, known in _names(stress, scenario):
                if name not in known:
                    path = f"stresses.{stress.id}.{field}"
                    place = next(
                        places[p] for p in (path, f"stresses.{stress.id}", "stresses") if p in places
                    )
                    told = [str(one) for one in sorted(known)]
                    yield place.fault(
                        path,
                        f"{scenario.name} has no such {field.removesuffix('s')}",
                        got=repr(name),
                        allowed=", ".join(told[:20]),
                        hint=did_you_mean(str(name), told),
                    )


def _names(stress: Stress, scenario: Scenario) -> Iterator[tuple[str, Any, Iterable[Any]]]:
    """Yield field, value and what there is, for each thing of a scenario that a stress names."""
    if isinstance(stress, LeadDrought):
        for region in stress.regions:
            yield "regions", region, set(scenario.tables.units["region"].tolist())
        for month in stress.months:
            yield "months", month, range(1, scenario.run.months + 1)
    if isinstance(stress, SupplyOutage) and stress.family is not None:
        yield "family", stress.family, {family.id for family in scenario.market.families}


def scaled(stress: Stress, factor: float) -> Stress:
    """
    Return a stress whose strength is multiplied by a factor: 0 is no stress, 1 the same, 2 twice as hard.

    Raises
    ------
    ValueError
        When that is more than everything.
    """
    stronger = {name: factor * getattr(stress, name) for name in STRENGTHS[stress.kind]}
    changed: Stress = type(stress).model_validate({**stress.model_dump(), **stronger})
    return changed
