"""The flow of the small world as a Ciw network: a node for each rep, and one for the customers' own time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ciw

from peers.setting import DAY, Setting
from sim.engine.world import World

CARE_CLASS = "care"
WEEK = 7 * DAY


class Desk(ciw.Node):
    """A node that notices the class its customers arrive with; Ciw does so only for its own class changes."""

    def accept(self, next_individual: Any, completed: bool = False) -> None:  # noqa: ANN401, FBT - as in Ciw
        next_individual.prev_priority_class = next_individual.priority_class
        super().accept(next_individual, completed)


class OwnTime(ciw.dists.Distribution):
    """The time that the customer himself takes before he is with the rep (again) [hours]."""

    def sample(self, t: float | None = None, ind: Any = None) -> float:  # noqa: ANN401 - Ciw has no types
        del t
        return getattr(ind, "own_time", 0.0)


class AtDesk(ciw.dists.Distribution):
    """The rep's hours for a task, drawn when he was asked: Ciw works on copies of its distributions."""

    def __init__(self, flow: CiwFlow) -> None:
        self.flow = flow

    def sample(self, t: float | None = None, ind: Any = None) -> float:  # noqa: ANN401 - Ciw has no types
        work, road = ind.task
        return work / self.flow.speed(ind.lead["rep"], int((t or 0.0) // DAY)) + road


class Patience(ciw.dists.Distribution):
    """How long a new lead waits."""

    def sample(self, t: float | None = None, ind: Any = None) -> float:  # noqa: ANN401 - Ciw has no types
        del t
        return float(ind.lead["patience"])


class CiwFlow(Setting, ciw.routing.NetworkRouting):
    """Decides where everybody goes next."""

    def initialise(self, simulation: Any) -> None:  # noqa: ANN401 - Ciw has no types
        self.simulation = simulation

    def next_node(self, ind: Any, node_id: int) -> Any:  # noqa: ANN401 - Ciw has no types
        if not hasattr(ind, "lead"):
            return self.first_node(ind)
        if node_id <= self.n_reps:
            return self.after_desk(ind)
        return self.after_own_time(ind)

    def next_node_for_jockeying(self, ind: Any, node_id: int) -> Any:  # noqa: ANN401 - Ciw has no types
        del node_id
        return self.ends(ind, "expired")

    def leave(self) -> Any:  # noqa: ANN401 - Ciw has no types
        return self.simulation.nodes[-1]

    def take_time(self, ind: Any, hours: float) -> Any:  # noqa: ANN401 - Ciw has no types
        ind.own_time = hours
        return self.simulation.nodes[self.n_reps + 1]

    def ask(self, ind: Any) -> Any:  # noqa: ANN401 - Ciw has no types
        lead = ind.lead
        ind.task = (self.care_hours, 0.0) if lead["buys"] else self.work(lead, lead["stage"])
        name = CARE_CLASS if lead["buys"] else class_of(lead["stage"], lead["grade"])
        ind.customer_class = ind.previous_class = name
        ind.priority_class = self.simulation.network.priority_class_mapping[name]
        return self.simulation.nodes[lead["rep"] + 1]

    def first_node(self, ind: Any) -> Any:  # noqa: ANN401 - Ciw has no types
        ind.lead = self.new_lead() | {"stage": 0, "loop": 0, "buys": ind.customer_class == CARE_CLASS}
        ind.happy = self.review.opening
        ind.after = "wanted"
        if ind.lead["buys"]:
            return self.take_time(ind, self.luck.expovariate(1 / self.reorder))
        self.told["arrived"] += 1
        if self.is_let_in(ind.lead["valid"]):
            return self.ask(ind)
        self.told["screened out"] += 1
        return self.leave()

    def after_desk(self, ind: Any) -> Any:  # noqa: ANN401 - Ciw has no types
        lead = ind.lead
        self.told["begun"] += 1
        if lead["buys"]:
            return self.order(ind)
        if not lead["valid"]:
            return self.ends(ind, "lost")
        ind.after = "answer"
        return self.take_time(ind, self.stages[lead["stage"]][2] * lead["cycle"])

    def order(self, ind: Any) -> Any:  # noqa: ANN401 - Ciw has no types
        self.told["ordered"] += 1
        self.told["shipped"] += 1
        self.bookings += self.order_value(ind.lead["family"])
        ind.after = "delivered"
        return self.take_time(ind, self.transport_hours())

    def after_own_time(self, ind: Any) -> Any:  # noqa: ANN401 - Ciw has no types
        lead = ind.lead
        if ind.after == "answer":
            return self.answer(ind)
        self.told[ind.after] += 1
        if ind.after == "delivered":
            ind.happy = self.satisfaction(ind.happy, ind.own_time / DAY - self.promise)
            if self.leaves(ind.happy):
                self.told["churned"] += 1
                return self.leave()
            ind.after = "wanted"
            return self.take_time(ind, self.luck.expovariate(1 / self.reorder))
        if ind.after == "recycled":
            lead["stage"] = 0
        return self.ask(ind)

    def answer(self, ind: Any) -> Any:  # noqa: ANN401 - Ciw has no types
        lead = ind.lead
        if self.luck.random() >= self.stages[lead["stage"]][1] * lead["quality"]:
            return self.ends(ind, "lost")
        if lead["stage"] == len(self.stages) - 1:
            self.told["won"] += 1
            lead["buys"] = True
            return self.order(ind)
        self.told["advanced"] += 1
        lead["stage"] += 1
        return self.ask(ind)

    def ends(self, ind: Any, how: str) -> Any:  # noqa: ANN401 - Ciw has no types
        lead = ind.lead
        if lead["valid"] and lead["loop"] < self.nurture.loops and self.luck.random() < self.nurture.share:
            lead["loop"] += 1
            self.told["nurtured"] += 1
            ind.after = "recycled"
            return self.take_time(ind, self.luck.expovariate(1 / (self.nurture.mean_days * DAY)))
        self.told[how] += 1
        return self.leave()


def class_of(stage: int, grade: int) -> str:
    return f"stage {stage} grade {grade}"


def week(world: World, effort: float) -> Any:  # noqa: ANN401 - Ciw has no types
    """One server in working hours; Ciw's schedules repeat, so there are no holidays."""
    line = world.line
    first = line.first_day.weekday()
    servers, ends = [], []
    for day in range(7):
        if (first + day) % 7 < 5:
            opens = day * DAY + line.opens_hour
            servers += [0, 1]
            ends += [opens, opens + line.full_hours * effort]
    return ciw.Schedule([*servers, 0], [*ends, WEEK], preemption="resume")


def ciw_network(world: World) -> Callable[[int], tuple[int, int]]:
    """What runs a seed and returns the events and the wins."""

    def work(seed: int) -> tuple[int, int]:
        ciw.seed(seed)
        flow = CiwFlow(world, seed)
        n_stages, n_grades = len(flow.stages), len(flow.grades)
        stages = [(s, g) for s in reversed(range(n_stages)) for g in range(n_grades)]
        names = [CARE_CLASS, *(class_of(*at) for at in stages)]
        nobody, one = [None] * flow.n_reps, [ciw.dists.Deterministic(1)] * (flow.n_reps + 1)
        arrivals: dict[str, list[Any]] = {name: [*nobody, None] for name in names}
        arrivals[class_of(0, 0)][-1] = ciw.dists.Exponential(1 / flow.gap_hours)
        arrivals[CARE_CLASS][-1] = ciw.dists.Sequential([1e-9, float("inf")])
        patience = [*[Patience()] * flow.n_reps, None]
        effort = world.scenario.people.behaviour.effort
        network = ciw.create_network(
            arrival_distributions=arrivals,
            batching_distributions=dict.fromkeys(names[1:], one)
            | {CARE_CLASS: [ciw.dists.Deterministic(flow.opening)] * (flow.n_reps + 1)},
            service_distributions={name: [*[AtDesk(flow)] * flow.n_reps, OwnTime()] for name in names},
            number_of_servers=[*(week(world, effort) for _ in range(flow.n_reps)), float("inf")],
            priority_classes={name: i for i, name in enumerate(names)},
            reneging_time_distributions={
                name: patience if name.startswith("stage 0") else [*nobody, None] for name in names
            },
            routing=dict.fromkeys(names, flow),
        )
        ciw.Simulation(network, node_class=Desk).simulate_until_max_time(flow.n_days * DAY)
        return flow.told.total(), flow.told["won"]

    return work
