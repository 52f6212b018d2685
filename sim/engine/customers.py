"""Customers as processes: they order, are satisfied or not, order again, want more, are visited, and leave."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.adoption import refers_now, wants_now
from sim.agents.customer import Customer, Line
from sim.calendar import DAYS_PER_YEAR, HOURS_PER_DAY
from sim.engine.cover import KNOWN_BEFORE
from sim.engine.desk import Task
from sim.engine.log import Kind
from sim.engine.process import Outcome, Wait, follow
from sim.loyalty import leaves_now, relationship_odds
from sim.market import normal_pair
from sim.own_rules import CustomerFacts, odds_by_rule
from sim.pipeline import CARE_PRIORITY, chance_to_advance, exponential
from sim.polls import answer, chance_to_answer, hundredths
from sim.prices import gap_factors, win_odds
from sim.streams import child_id

if TYPE_CHECKING:
    from sim.engine.flow import SimpyFlow

CARE, VISIT, OFFER = -1, -10, -11
"""Stages of a rep's work for customers: a repeat order, a visit, the offer of another family."""
_YEAR_HOURS = DAYS_PER_YEAR * HOURS_PER_DAY


class CustomerFlow:
    """Every customer of one replication, at exact event times."""

    def __init__(self, flow: SimpyFlow) -> None:
        self.flow, self.env, self.world, self.record = flow, flow.env, flow.world, flow.record
        self.desks, self.orders, self.cover = flow.desks, flow.orders, flow.cover
        scenario = self.world.scenario
        self.rules, self.streams = scenario.customers, self.world.streams
        families = [family.id for family in scenario.market.families]
        self._adoption_family = [families.index(rule.id) for rule in self.rules.adoption]
        self._potential, self._adopted = [0] * len(families), [0] * len(families)
        self._gap_factor = gap_factors(scenario)
        self._price_odds = win_odds(scenario)

    def open(self) -> None:
        """Bring in those who bought before the run."""
        ids, units, families = (array.tolist() for array in self.world.customers)
        for key, unit, family in zip(ids, units, families, strict=True):
            self.begin(Customer(self.flow.model, key, unit, family, KNOWN_BEFORE), None)

    def begin(self, customer: Customer, content: tuple[int, int] | None) -> None:
        """Let a customer's life begin; ``content`` is the first order's units and value [cents], if he has one."""
        follow(self._line(Line(customer, customer.family), content))
        if self.rules.retention is not None:
            follow(self._thinks_of_leaving(customer))
        if self.world.scenario.plan.care is not None:
            follow(self._is_visited(customer))
        for number in range(len(self._adoption_family)):
            follow(self._wants_more(customer, number))

    def _line(self, line: Line, content: tuple[int, int] | None) -> Wait:
        """
        Let a customer order of one family, be satisfied or not, and order again until he leaves.

        ``content`` is the first order's units and value [cents]; ``None``: he bought before the run.
        """
        customer, mean_days = line.customer, self._mean_days(line)
        if content is not None or line.number >= 0:
            yield from self.orders.place(line, content)
            self._speaks(line)
        while not customer.gone:
            days = line.orders_again_in(mean_days, self._odds_to_leave(customer) * self._own_odds(line))
            if days is None:
                self._leaves(customer)
                return
            wanted = self.world.clock.after(self.env.now, days * HOURS_PER_DAY)
            if wanted == float("inf"):
                return  # not in this run
            yield self.env.timeout(wanted - self.env.now)
            if customer.gone:
                return
            yield from self._care(line)
            if customer.gone:
                return
            yield from self.orders.place(line, None)
            self._speaks(line)

    def _mean_days(self, line: Line) -> float:
        """Return the mean gap between a line's orders [days of season time], infinite when there is one only."""
        own = self.rules.adoption[line.number].reorder_mean_days if line.number >= 0 else None
        return (own or self.rules.reorder_mean_days or float("inf")) * self._gap_factor[line.family]

    def _odds_to_leave(self, customer: Customer) -> float:
        """Return the factor of loyalty and of a broken relationship on the odds of leaving."""
        broken = self.cover.broken(customer.unit, customer.since, self.env.now)
        return relationship_odds(self.rules.relationship.leave_odds, broken) * customer.odds_to_leave()

    def _own_odds(self, line: Line) -> float:
        """Return the factor of a rule of the user's own on the odds of leaving after an order."""
        rule, customer = self.rules.own, line.customer
        if rule is None:
            return 1.0
        hours = self.env.now - max(customer.since, 0.0)
        facts = CustomerFacts(customer.satisfaction, customer.loyalty, line.orders, hours)
        return odds_by_rule(rule.name, facts, rule.values())

    def _leaves(self, customer: Customer) -> None:
        customer.gone = True
        self.record.add(self.env.now, Kind.CHURNED, customer.key, -1, customer.unit, customer.family)
        customer.remove()

    def _care(self, line: Line) -> Wait:
        """Have the rep serve a customer who wants to order again."""
        self._tell(Kind.WANTED, line.key, line.customer, line.family)
        task = Task(self.env, line.key, line.customer.unit, CARE)
        task.work_hours = self.rules.care_hours
        yield from self._work(line.customer, task, CARE_PRIORITY)

    def _work(self, customer: Customer, task: Task, priority: int) -> Outcome:
        """Have the rep who serves a customer do some work for him, if there is any to do; return the rep's row."""
        rep = self.cover.serving(customer)
        if task.work_hours + task.travel_hours > 0:
            self.desks[rep].ask((priority, 0), task)
            yield task.answer
        return rep

    def _thinks_of_leaving(self, customer: Customer) -> Wait:
        """Let a customer leave between orders, at a rate that visits and loyalty lower."""
        rule = self.rules.retention
        assert rule is not None
        highest = self.rules.relationship.leave_odds
        mean_hours = _YEAR_HOURS / (rule.leave_per_year * highest)
        occasion = 0
        while True:
            luck_gap, luck_leaving = self.streams.pair("leaving", customer.key, occasion)
            occasion += 1
            yield self.env.timeout(exponential(mean_hours, luck_gap))
            if customer.gone:
                return
            covered, odds = customer.visited_until > self.env.now, self._odds_to_leave(customer)
            if luck_leaving < leaves_now(rule.visit_effect, covered, odds, highest):
                self._leaves(customer)
                return

    def _is_visited(self, customer: Customer) -> Wait:
        """Have the rep call on a customer now and then."""
        plan, rule = self.world.scenario.plan.care, self.rules.retention
        assert plan is not None
        holds = 0.0 if rule is None else rule.visit_holds_days * HOURS_PER_DAY
        priority = CARE_PRIORITY if plan.first else len(self.world.scenario.pipeline.stages) + 1
        visit = 0
        while True:
            luck = self.streams.uniform("care visit", customer.key, visit)
            visit += 1
            yield self.env.timeout(exponential(_YEAR_HOURS / plan.per_year, luck))
            if customer.gone:
                return
            task = Task(self.env, customer.key, customer.unit, VISIT)
            task.work_hours = plan.hours
            task.travel_hours = self.cover.journey(self.cover.serving(customer), customer.unit)
            yield from self._work(customer, task, priority)
            customer.visited_until = self.env.now + holds

    def _wants_more(self, customer: Customer, number: int) -> Wait:
        """Let a customer come to want another family, until the rep sells it to him."""
        rule, family = self.rules.adoption[number], self._adoption_family[number]
        pace = rule.innovation_per_year + rule.imitation_per_year
        key = child_id(customer.key, (1 << 32) + family)
        has_use = self.streams.uniform("potential", key) < rule.potential_share
        if customer.family == family or not has_use or pace <= 0:
            return
        self._potential[family] += 1
        occasion = 0
        while True:
            luck_gap, luck_want = self.streams.pair("adoption", key, occasion)
            yield self.env.timeout(exponential(_YEAR_HOURS / pace, luck_gap))
            if customer.gone:
                return
            chance = wants_now(
                rule.innovation_per_year,
                rule.imitation_per_year,
                self._adopted[family],
                self._potential[family],
            )
            if luck_want < chance:
                self._tell(Kind.OFFERED, key, customer, family)
                task = Task(self.env, customer.key, customer.unit, OFFER)
                task.work_hours = rule.offer_hours
                rep = yield from self._work(customer, task, CARE_PRIORITY)
                if customer.gone:
                    return
                odds = self._offer_odds(customer, family, rep)
                if self.streams.uniform("offer", key, occasion) < chance_to_advance(
                    rule.win_share, 1.0, odds
                ):
                    break
            occasion += 1
        self._adopted[family] += 1
        self._tell(Kind.ADOPTED, key, customer, family)
        follow(self._line(Line(customer, family, number), None))

    def _offer_odds(self, customer: Customer, family: int, rep: int) -> float:
        """Return the factor of skill, relationship and price on the odds of selling another family."""
        broken = self.cover.broken(customer.unit, customer.since, self.env.now)
        ties = relationship_odds(self.rules.relationship.win_odds, broken)
        cell = family * self.world.n_segments + int(self.world.segment[customer.unit])
        return self.flow.odds[rep][cell][-1] * ties * self._price_odds[family]

    def _speaks(self, line: Line) -> None:
        """Let a customer who has judged an order answer a poll and recommend the firm."""
        order = child_id(line.key, line.orders)
        if self.rules.poll is not None:
            self._is_polled(line, order)
        if self.rules.referral is not None:
            self._recommends(line, order)

    def _is_polled(self, line: Line, order: int) -> None:
        rule, customer = self.rules.poll, line.customer
        assert rule is not None
        luck_asked, luck_answer = self.streams.pair("poll", order)
        if luck_asked >= rule.asked_share:
            return
        truth = customer.satisfaction
        self._tell(Kind.POLLED, order, customer, line.family, hundredths(truth))
        if luck_answer < chance_to_answer(rule.response_share, rule.at_score, rule.response_bias, truth):
            noise, _ = normal_pair(self.streams, "poll noise", order, 0)
            score = hundredths(answer(truth, rule.answer_bias, rule.noise_sd, noise))
            self._tell(Kind.ANSWERED, order, customer, line.family, score)

    def _recommends(self, line: Line, order: int) -> None:
        rule, customer = self.rules.referral, line.customer
        assert rule is not None
        luck, luck_delay = self.streams.pair("referral", order)
        if luck < refers_now(rule.share, rule.from_score, customer.satisfaction):
            lead = child_id(order, 0)
            self._tell(Kind.REFERRED, lead, customer, line.family)
            delay = exponential(rule.mean_days, luck_delay) * HOURS_PER_DAY
            self.flow.leads.expect(lead, customer.unit, self.env.now + delay)

    def _tell(self, kind: Kind, entity: int, customer: Customer, family: int, cents: int = 0) -> None:
        rep = self.cover.serving(customer)
        self.record.add(self.env.now, kind, entity, rep, customer.unit, family, cents=cents)
