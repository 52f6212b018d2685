"""
The quota lever: from a scenario and a runner to a plan with a quota for each rep, to the cent.

Quotas are set on some replications and judged on others, in the world as it answers to them.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from optimize.program import Effort, Floats, Ints
from optimize.quota.answer import Judged, QuotaAnswer
from optimize.quota.dealing import deal_down, managers_of, nodes_of, nodes_over, team_targets, weights
from optimize.quota.facts import QuotaFacts, QuotaRules
from optimize.quota.seen import (
    attainment,
    capability_of,
    mix_of,
    reps_of,
    supply_ceilings,
    year_of,
    yearly_bookings,
)
from optimize.quota.settling import CENTS, Settled, Settling
from optimize.quota.table import with_quotas
from optimize.quota.tree import Node
from optimize.quota.wishes import QuotaWishes
from optimize.supply.limits import asked_prices, without_limits
from optimize.turn import Proof, Turn
from sim.quota import quotas_cents
from sim.runner import Runner
from sim.scenario import Scenario


def quota_turn(
    scenario: Scenario, runner: Runner, wishes: QuotaWishes | None = None, effort: Effort | None = None
) -> Turn:
    """
    Return a plan with new quotas; ``found`` is a :class:`QuotaAnswer`.

    Replications 0 to ``wishes.replications - 1`` set the quotas, the next ``wishes.fresh`` judge them. Horizons beyond
    a year are cut to the year that a quota is for.

    Parameters
    ----------
    scenario
        The world and the plan in force.
    runner
        Simulates; one whose results hold ``order_units`` by family and rep gives each rep his own mix.
    wishes
        Method, total, bands, limits; the defaults keep today's total and deal it as fairly as can be.
    effort
        Solver, and when it stops.

    Raises
    ------
    ValueError
        With every fault of the wishes.
    InfeasibleError
        When wishes clash: it carries the rows and the cheapest relaxation [currency/year].
    """
    wishes = wishes or QuotaWishes()
    wishes.check(scenario)
    return _Turning(scenario, runner, wishes, effort or Effort()).turn()


class _Turning:
    """One turn of the lever."""

    def __init__(self, scenario: Scenario, runner: Runner, wishes: QuotaWishes, effort: Effort) -> None:
        self.scenario, self.world = scenario, year_of(scenario)
        self.runner, self.wishes, self.effort = runner, wishes, effort
        self.reps, self.capability = reps_of(scenario), capability_of(scenario)
        self.before = quotas_cents(scenario)
        self.total = int(self.before.sum()) if wishes.total is None else wishes.total
        self.fit = range(wishes.replications)
        self.assumed: list[str] = []
        if self.world is not scenario:
            self.assumed.append("Quotas are set and judged on the first fiscal year of the run.")

    def turn(self) -> Turn:
        """Return the plan and what was found."""
        frame = self._run("quotas in force", self.world, self.fit)
        bookings = yearly_bookings(self.world, frame)
        nodes = nodes_of(self.scenario, self.wishes, weights(self.world, self.wishes, bookings))
        ceilings, settled = {}, None
        if self.wishes.method == "program":
            ceilings = self._ceilings()
            settled = self._settle(frame, self._rules(nodes, ceilings))
            quotas = settled.design.quotas
            by_node = nodes_over(
                self.scenario, self.total, team_targets(self.total, nodes, self.wishes), quotas
            )
        else:
            quotas, by_node = deal_down(self.total, nodes, self.reps)
        return self._turn(quotas, by_node, ceilings, settled)

    def _run(self, name: str, scenario: Scenario, replications: range) -> pd.DataFrame:
        return self.runner({name: scenario}, replications)[name]

    def _settle(self, frame: pd.DataFrame, rules: QuotaRules) -> Settled:
        mix, own = mix_of(self.world, frame)
        if rules.ceilings:
            self.assumed.append(
                f"The mix in which a rep books families is {own:.0%} his own, the rest the whole sales force's."
            )
        families = tuple(family.id for family in self.scenario.market.families)
        managers = managers_of(self.scenario) if rules.teams else ()

        def facts(samples: Floats) -> QuotaFacts:
            return QuotaFacts(self.reps, self.capability, samples, mix, families, managers)

        settling = Settling(self.world, rules, facts, self._planned, self.runner, self.fit, self.effort)
        return settling.run(self.before, frame, self.wishes.rounds)

    def _planned(self, world: Scenario, quotas: Ints) -> Scenario:
        return world.with_plan(with_quotas(world, quotas))

    def _ceilings(self) -> dict[str, int]:
        """Return the ceiling of each family [cents/year]."""
        wished = self.wishes.ceilings
        if not isinstance(wished, str):
            return dict(wished)
        if not self.world.plan.supply:
            self.assumed.append("No family has a supply limit, so supply sets no ceiling.")
            return {}
        name = "nothing short"
        found = supply_ceilings(
            self.world, self._run(name, without_limits(self.world), self.fit), self.wishes.risk
        )
        prices, risk = asked_prices(self.world), self.wishes.risk
        yearly = CENTS * 12 / self.world.run.months
        return {
            family: int((one.by_mean if risk is None else one.by_risk) * prices[family] * yearly)
            for family, one in found.items()
            if one.quota
        }

    def _rules(self, nodes: list[Node], ceilings: Mapping[str, int]) -> QuotaRules:
        wishes = self.wishes
        teams = team_targets(self.total, nodes, wishes)
        return QuotaRules(
            total=sum(teams.values()) if teams else self.total,
            over=wishes.over,
            attain=wishes.attain,
            attain_of=wishes.attain_of,
            floors=wishes.floors,
            caps=wishes.caps,
            pins=wishes.pins,
            teams=teams,
            ceilings=ceilings,
            by_potential=wishes.by_potential,
            by_odds=wishes.by_odds,
        )

    def _turn(
        self, quotas: Ints, by_node: Mapping[str, int], ceilings: Mapping[str, int], settled: Settled | None
    ) -> Turn:
        """Return the turn, judged on fresh replications."""
        fresh = range(self.fit.stop, self.fit.stop + self.wishes.fresh)
        after = self._planned(self.world, quotas)
        frames = self.runner({"before": self.world, "after": after}, fresh)
        rules = QuotaRules(self.total, attain=self.wishes.attain, attain_of=self.wishes.attain_of)
        answer = QuotaAnswer(
            wishes=self.wishes,
            reps=self.reps,
            before=self.before,
            quotas=quotas,
            nodes=by_node,
            capability=self.capability,
            bands=rules.bands(self.reps),
            judged_before=Judged(attainment(self.world, frames["before"])),
            judged_after=Judged(attainment(after, frames["after"])),
            design=settled.design if settled else None,
            rounds=settled.rounds if settled else (),
            kept=settled.kept if settled else 0,
            ceilings=ceilings,
            frames=frames,
        )
        proofs = (_proof(settled),) if settled else ()
        notes = (
            (f"After round {len(settled.rounds)} the wishes clash as reps answer: {settled.clash}",)
            if settled and settled.clash
            else ()
        )
        plan = with_quotas(self.scenario, quotas)
        return Turn("quota", plan, proofs, notes, tuple(self.assumed), answer)


def _proof(settled: Settled) -> Proof:
    design = settled.design
    return Proof("quotas", design.status, design.objective, design.bound, design.gap, design.seconds)
