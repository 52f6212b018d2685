"""A supply review in plain English."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from evenfield.supply.capacity import Capacity
from evenfield.supply.review import Review
from evenfield.supply.trials import Trial
from evenfield.wording import difference, money
from optimize.supply.ceiling import Ceiling

_MOST_NAMED = 5
_UNEARNABLE, _HARDLY = 0.05, 1e-4


def notes(found: Review, called: Mapping[str, str] | None = None) -> list[str]:
    """
    Return what the review says, the most important first.

    Reps stand under the names in ``called``, and under none when it is empty; ``None``: under their own ids.
    """
    called = {one.rep: one.rep for one in found.reps} if called is None else called
    if not found.scenario.plan.supply:
        return [
            f"{found.scenario.name} limits no family (plan.supply is empty): all that is booked can be shipped.",
            *_range_notes(found),
            *_accuracy_notes(found),
        ]
    if not found.short:
        return [
            "No family's capacity binds at mean demand: one more unit of capacity is worth nothing.",
            *_below_cost(found),
            *_over_assigned(found),
            *_option_notes(found),
            *_planner_notes(found),
            *_range_notes(found),
            *_accuracy_notes(found),
        ]
    return [
        *_capacity_notes(found),
        *_below_cost(found),
        *_relief_notes(found),
        *_over_assigned(found),
        *_pay_notes(found, called),
        *_design_notes(found),
        *_option_notes(found),
        *_price_notes(found, called),
        *_planner_notes(found),
        *_range_notes(found),
        *_hedge_notes(found),
        *_accuracy_notes(found),
        *_assumed(found),
    ]


def _capacity_notes(found: Review) -> Iterator[str]:
    for one in found.capacity:
        if one.own <= 0:
            continue
        f = found.demand.families.index(one.family)
        wanted, can = (
            float(found.demand.by_family[:, f].sum(axis=1).mean()),
            float(found.limits[one.family].sum()),
        )
        lost = float(found.plan.flows[one.family]["lost"].sum())
        yield (
            f"{one.family} is short: {wanted:,.0f} units wanted, {can:,.0f} can be made; capacity binds in "
            f"{one.binding} of {found.scenario.run.months} months, and {lost:,.0f} units must be turned away without "
            f"overtime or suppliers."
        )
        yield (
            f"One more unit of {one.family} capacity a month is worth {one.own:,.2f} {found.scenario.currency} in the "
            f"plan ({one.with_relief:,.2f} when overtime and suppliers help){_simulated(one)}."
        )


def _simulated(one: Capacity) -> str:
    told = one.simulated
    if told is None or not math.isfinite(told.mean):
        return ""
    return f"; simulated, with all that follows, {told.mean:,.0f} [{told.low:,.0f}, {told.high:,.0f}] a unit shipped"


def _over_assigned(found: Review) -> Iterator[str]:
    for one in found.ceilings:
        if one.month == 0 and one.quota > one.by_risk:
            yield (
                f"Quotas ask for {one.quota:,.0f} units of {one.family}; the ceiling is {one.by_mean:,.0f} at mean "
                f"attainment and {one.by_risk:,.0f} if bookings may pass supply in at most "
                f"{100 * found.wishes.risk:g} % of years: {_over(one)}."
            )


def _over(one: Ceiling) -> str:
    return f"over-assigned {one.over:.2f} times" if math.isfinite(one.over) else "none of them can be shipped"


def _pay_notes(found: Review, called: Mapping[str, str]) -> Iterator[str]:
    dealt, can = sum(one.quota for one in found.reps), sum(one.feasible for one in found.reps)
    if can < dealt * (1 - _HARDLY):
        worst = max(found.reps, key=lambda one: 1 - one.feasible / one.quota)
        most = (
            f", most of {called[worst.rep]}'s: {100 * (1 - worst.feasible / worst.quota):.1f} %"
            if called
            else ""
        )
        yield (
            f"Quotas that cannot be earned: of {money(dealt)} dealt, {money(dealt - can)} "
            f"({100 * (1 - can / dealt):.1f} %) cannot be shipped in the mix that is booked{most}."
        )
    hit = [one for one in found.reps if one.made_short < one.made_free - _UNEARNABLE]
    total = sum(one.lost.mean for one in found.reps)
    sure = sum(one.lost.low > 0 for one in found.reps)
    yield (
        f"If pay followed what ships, supply would take {money(total)} {found.scenario.currency} of variable pay a run "
        f"from the sales force; {sure} of {len(found.reps)} reps lose for sure (each by its own 95 % interval)."
    )
    if hit and called:
        named = ", ".join(
            f"{called[one.rep]} ({100 * one.made_free:.0f} % to {100 * one.made_short:.0f} %)"
            for one in hit[:_MOST_NAMED]
        )
        more = f" and {len(hit) - _MOST_NAMED} more" if len(hit) > _MOST_NAMED else ""
        yield f"Quotas that supply makes harder to make, chance before and after: {named}{more}."


def _design_notes(found: Review) -> Iterator[str]:
    told = found.design
    if told is None:
        return
    if told.low > 0:
        verdict = "beats"
    elif told.high < 0:
        verdict = "is worse than"
    else:
        verdict = "cannot be told from"
    yield (
        f"The design with scarcity prices {verdict} the one by margin alone: profit contribution "
        f"{difference(told.mean, told.low, told.high, 'money')}, paired over {told.n} replications."
    )


def _option_notes(found: Review) -> Iterator[str]:
    better = [trial for trial in found.trials if trial.judgement.verdict == "better"]
    if better:
        best = better[0]
        yield f"The option that gains most for sure: {best.name} ({best.words}), {told_profit(best)}."
    elif found.trials:
        yield "No option gains for sure; more replications may tell."


def _price_notes(found: Review, called: Mapping[str, str]) -> Iterator[str]:
    if found.weights:
        weights = ", ".join(f"{name} {weight:.2f}" for name, weight in found.weights.items())
        yield f"What a currency unit of sales should count as credit (margin less scarcity, 1 in the mean): {weights}."
        yield from _pointed(found, called)
    else:
        yield "One more sale of any family adds nothing to profit: pay can point at nothing that can be shipped."
    reacts = [one for one in found.reactions if one.elasticity.low > 0]
    if not reacts:
        yield (
            "Buyers of this world do not react to price (market.price_response), so no price option is shown: any rise "
            "would be all gain."
        )
        return
    told = ", ".join(f"{one.family} {one.elasticity.mean:.2f}" for one in reacts)
    yield f"One percent of price costs so many percent of units (measured, all prices raised 5 %): {told}."


def _pointed(found: Review, called: Mapping[str, str]) -> Iterator[str]:
    if found.pointed:
        up, down = found.pointed[0], found.pointed[-1]
        moved = sum(abs(one.change.mean) for one in found.pointed) / 2
        sure = sum(one.change.low > 0 or one.change.high < 0 for one in found.pointed)
        total = sum(one.change.mean for one in found.pointed)
        most = (
            f"; most to {called[up.rep]} ({money(up.change.mean, sign=True)}), least to {called[down.rep]} "
            f"({money(down.change.mean, sign=True)})"
            if called
            else ""
        )
        yield (
            f"Credited so on the same bookings, {money(moved)} of variable pay would change hands, for {sure} of "
            f"{len(found.pointed)} reps for sure{most}; in all {money(total, sign=True)}. The plans a simulation runs "
            "cannot weigh credit by product, so this is worked on the bookings and not simulated."
        )


def _below_cost(found: Review) -> Iterator[str]:
    for one in found.worth:
        if one.margin < 0:
            yield (
                f"A unit of {one.family} sells for {one.price:,.2f} and costs {one.price - one.margin:,.2f} to make: "
                "the plan turns away what it can. Is material in the supply sheet right?"
            )


def _relief_notes(found: Review) -> Iterator[str]:
    """Say what it costs to relieve what is short, in the plan."""
    units = cost = 0.0
    for family in found.relieved.facts.families:
        flow, material = found.relieved.flows[family.id], family.material
        for kind, price in (("overtime", family.overtime_material), ("subcontract", family.subcontract)):
            made = float((flow[kind] - found.plan.flows[family.id][kind]).sum())
            units, cost = units + made, cost + made * ((price or material) - material)
    gain = found.relieved.profit - found.plan.profit
    if units >= 1:
        yield (
            f"Relief in the plan: {units:,.0f} units in overtime and from suppliers for {money(cost)} more than in "
            f"regular time; margin {money(gain, sign=True)} after it, before pay."
        )


def _planner_notes(found: Review) -> Iterator[str]:
    for one in found.seen:
        by_seen, by_true = one.binding
        months = found.scenario.run.months
        yield (
            f"The planner of {one.family} sets capacity {_ahead(one.planner.lead_months)} by "
            f"{_known(one.planner.information_lag_days)}: what he expects misses bookings by "
            f"{100 * one.wmape:.1f} % (WMAPE), bias {100 * one.bias.mean:+.1f} % [{100 * one.bias.low:+.1f}, "
            f"{100 * one.bias.high:+.1f}]. He sets {one.capacity.sum():,.0f} units, usual are "
            f"{one.usual.sum():,.0f}. By the demand he sees, capacity binds in {by_seen} of {months} months and one "
            f"more unit is worth {one.price.mean():,.2f}; by the demand there is, in {by_true} and "
            f"{one.true_price.mean():,.2f}."
        )


def _known(days: int) -> str:
    return f"orders {days} day{'s' if days > 1 else ''} old or older" if days else "all orders there are"


def _ahead(months: int) -> str:
    return f"{months} month{'s' if months > 1 else ''} ahead" if months else "as a month begins"


def _range_notes(found: Review) -> Iterator[str]:
    if found.ranges:
        best, widest = max(found.ranges, key=lambda one: one.profit), found.ranges[0]
        if best is not widest and best.profit > widest.profit:
            yield (
                f"A narrower range earns more in the plan: {', '.join(best.families)} alone, margin "
                f"{money(best.profit - widest.profit, sign=True)}, serving {100 * best.served:.0f} % of all demand "
                f"instead of {100 * widest.served:.0f} %."
            )


def _hedge_notes(found: Review) -> Iterator[str]:
    plan = found.hedged
    if plan.reserved:
        told = ", ".join(
            f"{units:,.0f} units a month of {name} (plan for mean demand: {plan.mean_reserved[name]:,.0f})"
            for name, units in plan.reserved.items()
        )
        yield (
            f"Capacity to reserve before demand is known, at half of overtime's price: {told}. Expected profit "
            f"{money(plan.profit)}, mean regret {money(float(plan.regret.mean()))}; planning on "
            f"samples instead of the mean is worth {money(plan.value_of_stochastic)}."
        )


def _accuracy_notes(found: Review) -> Iterator[str]:
    for one in found.accuracy:
        yield (
            f"Forecast of {one.family} ({one.trained_on} replications) against {one.held_out} held out: bias "
            f"{100 * one.bias.mean:+.1f} % [{100 * one.bias.low:+.1f}, {100 * one.bias.high:+.1f}], WMAPE "
            f"{100 * one.wmape:.1f} %, {100 * one.covered:.0f} % of months between P10 and P90."
        )


def _assumed(found: Review) -> Iterator[str]:
    listed = {family.id for family in found.sheet.families}
    unlisted = [name for name in found.demand.families if name not in listed]
    if unlisted:
        yield (
            f"Assumed for {', '.join(unlisted)}, as no supply sheet says it: a month's stock costs 1 % of material, "
            "a month owed 2 % of price, overtime adds 10 % of capacity at half of material more, suppliers 20 % at 0.8 "
            "of material more. Give --sheet FILE to say better."
        )


def told_profit(trial: Trial) -> str:
    """Return a trial's change of profit with its interval."""
    return difference(trial.profit.mean, trial.profit.low, trial.profit.high, "money")
