"""The flow as a Mesa model by the day whose agents are whole populations: NumPy columns, NumPy's own random numbers."""

from __future__ import annotations

import mesa
import numpy as np
from numpy.typing import NDArray

from peers.setting import DAY, Setting
from sim.engine.world import World

ASKS, THINKS, SLEEPS, GONE = range(
    4
)  # waits for the rep; for his own answer or goods; in the database; no more
CARE, BEGUN = -1, -2  # urgency before any lead's; what did not fit yesterday goes first
Rows = NDArray[np.int64]
Floats = NDArray[np.float64]


class MesaColumns(Setting):
    """Leads, customers and desks as one Mesa agent each; what arrives today is done from today."""

    def run(self, world: World) -> MesaColumns:
        self.rng = np.random.default_rng(self.luck.getrandbits(64))
        self.day, model = 0, mesa.Model()
        self.rep_of, self.visits = world.rep_of_unit, world.visit_hours
        self.effort = world.scenario.people.behaviour.effort
        self.price, self.log_mean, self.log_sd = np.array(self.families).T
        self.leads = LeadColumns(model, self)
        self.customers = CustomerColumns(model, self)
        desks = DeskColumns(model, self, world)
        for day in range(self.n_days):
            self.day = day
            self.leads.step()
            self.customers.step()
            desks.step()
        model.remove_all_agents()
        return self

    def pick(self, shares: list[float], n: int) -> Rows:
        given = np.array(shares)
        return self.rng.choice(len(given), n, p=given / given.sum())

    def orders(self, family: Rows) -> Floats:
        """Count and book an order each; return the days until the goods come."""
        n = len(family)
        units = np.ceil(self.rng.lognormal(self.log_mean[family], self.log_sd[family]))
        self.bookings += float((self.price[family] * np.maximum(units, 1.0)).sum())
        self.told.update({"ordered": n, "shipped": n})
        days: Floats = self.rng.lognormal(self.transport.log_mean, self.transport.log_sd, n)
        return days


class LeadColumns(mesa.Agent):
    """All leads of the year, in order of arrival."""

    def __init__(self, model: mesa.Model, flow: MesaColumns) -> None:
        super().__init__(model)
        self.flow, rng = flow, flow.rng
        n = rng.poisson(flow.n_days * DAY / flow.gap_hours)
        day = np.sort(rng.integers(0, flow.n_days, n))
        valid = rng.random(n) < flow.screening.valid_share
        let_in = rng.random(n) < np.where(valid, flow.screening.sensitivity, 1 - flow.screening.specificity)
        flow.told.update({"arrived": n, "screened out": int(n - let_in.sum())})
        self.valid, self.unit = valid[let_in], rng.integers(0, len(flow.rep_of), int(let_in.sum()))
        n = len(self.valid)
        self.first = np.searchsorted(day[let_in], np.arange(flow.n_days + 1))
        self.rep, self.family = flow.rep_of[self.unit], flow.pick(flow.family_shares, n)
        self.grade = flow.pick([share for *_, share in flow.grades], n)
        source = flow.pick([share for _, share in flow.sources], n)
        ratio = np.array([r for r, _ in flow.sources])[source]
        ratio *= np.array([r for _, r, _ in flow.grades])[self.grade]
        self.quality = ratio ** (1 / len(flow.stages))
        self.patience = rng.exponential(flow.patience, n) / DAY
        self.cycle = rng.lognormal(flow.cycle.log_mean, flow.cycle.log_sd, n)
        self.work, self.share, self.gap, self.trips = np.array(flow.stages).T
        self.state, self.stage, self.loop = np.full(n, GONE), np.zeros(n, np.int64), np.zeros(n, np.int64)
        self.asked, self.wakes, self.hours, self.road = np.zeros(n), np.zeros(n), np.zeros(n), np.zeros(n)
        self.begun = np.zeros(n, bool)

    def step(self) -> None:
        flow, day = self.flow, self.flow.day
        self.start(np.arange(self.first[day], self.first[day + 1]))
        back = np.flatnonzero((self.state == SLEEPS) & (self.wakes <= day))
        flow.told["recycled"] += len(back)
        self.start(back)
        waits = (self.state == ASKS) & (self.stage == 0) & ~self.begun
        tired = np.flatnonzero(waits & (day - self.asked >= self.patience))
        flow.wait += float(self.patience[tired].sum()) * DAY
        flow.waits += len(tired)
        self.end(tired, "expired")
        self.answer(np.flatnonzero((self.state == THINKS) & (self.wakes <= day)))

    def start(self, rows: Rows) -> None:
        self.stage[rows] = 0
        self.ask(rows)

    def ask(self, rows: Rows) -> None:
        stage = self.stage[rows]
        self.state[rows], self.asked[rows], self.begun[rows] = ASKS, self.flow.day, False
        self.hours[rows] = self.flow.rng.exponential(self.work[stage])
        self.road[rows] = self.trips[stage] * self.flow.visits[self.unit[rows]]

    def answer(self, rows: Rows) -> None:
        stage, flow = self.stage[rows], self.flow
        yes = flow.rng.random(len(rows)) < self.share[stage] * self.quality[rows]
        self.end(rows[~yes], "lost")
        last = stage == len(flow.stages) - 1
        on, won = rows[yes & ~last], rows[yes & last]
        flow.told.update({"advanced": len(on), "won": len(won)})
        self.stage[on] += 1
        self.ask(on)
        self.state[won] = GONE
        flow.customers.admit(self.rep[won], self.family[won])

    def end(self, rows: Rows, how: str) -> None:
        flow, rule = self.flow, self.flow.nurture
        stays = self.valid[rows] & (self.loop[rows] < rule.loops) & (flow.rng.random(len(rows)) < rule.share)
        kept, gone = rows[stays], rows[~stays]
        flow.told.update({"nurtured": len(kept), how: len(gone)})
        self.loop[kept] += 1
        self.state[kept], self.state[gone] = SLEEPS, GONE
        self.wakes[kept] = flow.day + flow.rng.exponential(rule.mean_days, len(kept))

    def done(self, rows: Rows) -> None:
        real = self.valid[rows]
        self.end(rows[~real], "lost")
        real = rows[real]
        self.state[real] = THINKS
        self.wakes[real] = self.flow.day + self.gap[self.stage[real]] * self.cycle[real]


class CustomerColumns(mesa.Agent):
    """All customers there may be; the first ``n`` rows are used."""

    def __init__(self, model: mesa.Model, flow: MesaColumns) -> None:
        super().__init__(model)
        self.flow, self.n, most = flow, flow.opening, flow.opening + len(flow.leads.valid)
        self.rep, self.family, self.state = (np.zeros(most, np.int64) for _ in range(3))
        self.wakes, self.days, self.hours = np.zeros(most), np.zeros(most), np.zeros(most)
        self.happy, self.ordered, self.begun = (
            np.full(most, flow.review.opening),
            np.zeros(most, bool),
            np.zeros(most, bool),
        )
        self.state[:] = GONE
        opening = np.arange(self.n)
        self.rep[opening] = flow.rep_of[flow.rng.integers(0, len(flow.rep_of), self.n)]
        self.family[opening] = flow.pick(flow.family_shares, self.n)
        self.wait_for_next(opening)

    def admit(self, rep: Rows, family: Rows) -> None:
        rows = np.arange(self.n, self.n + len(rep))
        self.n += len(rep)
        self.rep[rows], self.family[rows] = rep, family
        self.done(rows)

    def wait_for_next(self, rows: Rows) -> None:
        self.state[rows], self.ordered[rows] = THINKS, False
        self.wakes[rows] = self.flow.day + self.flow.rng.exponential(self.flow.reorder, len(rows)) / DAY

    def step(self) -> None:
        flow = self.flow
        due = (self.state == THINKS) & (self.wakes <= flow.day)
        wants, got = np.flatnonzero(due & ~self.ordered), np.flatnonzero(due & self.ordered)
        flow.told.update({"wanted": len(wants), "delivered": len(got)})
        self.state[wants], self.hours[wants], self.begun[wants] = ASKS, flow.care_hours, False
        rule, churn = flow.review, flow.churn
        late = np.minimum(rule.slope_per_day * (self.days[got] - flow.promise - rule.midpoint_days), 700.0)
        score = rule.floor + (rule.ceiling - rule.floor) / (1 + np.exp(late))
        happy = self.happy[got] = rule.memory * self.happy[got] + (1 - rule.memory) * score
        odds = churn.share / (1 - churn.share) * np.exp(-churn.per_point * (happy - churn.at_score))
        leaves = flow.rng.random(len(got)) < odds / (1 + odds)
        flow.told["churned"] += int(leaves.sum())
        self.state[got[leaves]] = GONE
        self.wait_for_next(got[~leaves])

    def done(self, rows: Rows) -> None:
        self.days[rows] = self.flow.orders(self.family[rows])
        self.state[rows], self.ordered[rows] = THINKS, True
        self.wakes[rows] = self.flow.day + self.days[rows]


class DeskColumns(mesa.Agent):
    """All reps: the most urgent tasks that fit the day; one that does not fit goes on tomorrow, first."""

    def __init__(self, model: mesa.Model, flow: MesaColumns, world: World) -> None:
        super().__init__(model)
        self.flow, self.tenure = flow, world.tenure_days
        self.ramp = np.array([*flow.ramp, 1.0])

    def step(self) -> None:
        flow = self.flow
        if not flow.working[flow.day]:
            return
        leads, customers = flow.leads, flow.customers
        asking, caring = np.flatnonzero(leads.state == ASKS), np.flatnonzero(customers.state == ASKS)
        n = len(asking)
        month = ((self.tenure + flow.day) // (365.25 / 12)).astype(np.int64)
        speed = self.ramp[np.minimum(month, len(self.ramp) - 1)]
        rep = np.concatenate([leads.rep[asking], customers.rep[caring]])
        hours = np.concatenate([leads.hours[asking], customers.hours[caring]])
        begun = np.concatenate([leads.begun[asking], customers.begun[caring]])
        urgency = np.full(len(rep), CARE)
        urgency[:n] = 10 * (len(flow.stages) - leads.stage[asking]) + leads.grade[asking]
        urgency[begun] = BEGUN
        asked = np.concatenate([leads.asked[asking], customers.wakes[caring]])
        need = np.where(begun, hours, hours / speed[rep])  # what is left of a task is in hours of the clock
        need[:n] += np.where(begun[:n], 0.0, leads.road[asking])
        order = np.lexsort((asked, urgency, rep))
        running = np.cumsum(need[order])
        opens = np.searchsorted(rep[order], rep[order])
        before = running - need[order] - (running[opens] - need[order][opens])
        room = flow.hours * flow.effort
        taken = before < room
        rows, left = order[taken], (before + need[order] - room)[taken]
        self.begin(asking[rows[(rows < n) & ~begun[rows]]])
        flow.told["begun"] += int((~begun[rows]).sum())
        for table, row, rest in (
            (leads, asking[rows[rows < n]], left[rows < n]),
            (customers, caring[rows[rows >= n] - n], left[rows >= n]),
        ):
            table.begun[row], table.hours[row] = True, np.maximum(rest, 0.0)
            table.done(row[rest <= 0.0])

    def begin(self, rows: Rows) -> None:
        """Note how long new leads waited."""
        leads, flow = self.flow.leads, self.flow
        new = rows[leads.stage[rows] == 0]
        flow.wait += float((flow.day - leads.asked[new]).sum()) * DAY
        flow.waits += len(new)
