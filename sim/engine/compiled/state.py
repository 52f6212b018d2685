"""The state of a run: one record of single numbers and tables of records, which kernels read and write in place."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.engine.compiled.jit import number_reader, row_reader

Table = NDArray[Any]
State = Any
Record = Any
"""The record of single numbers, one row of :data:`STATE`; kernels reach every table through it."""

STAGE = np.dtype(
    [
        ("work_hours", "f8"),
        ("is_exponential", "i8"),
        ("advance_share", "f8"),
        ("gap_share", "f8"),
        ("visits", "f8"),
        ("beside_next", "i8"),
    ]
)

FAMILY = np.dtype(
    [
        ("price_cents", "i8"),
        ("log_mean", "f8"),
        ("log_sd", "f8"),
        ("price_odds", "f8"),  # factor of prices on the odds of winning
        ("reorder_mean_days", "f8"),  # infinite: nobody orders again
        ("floor_cents", "i8"),  # lowest price without an approval, 0: there is none
    ]
)

PLANT = np.dtype(
    [
        ("pool", "f8"),  # units that are free to all claimants
        ("overtime_left", "f8"),
        ("stock", "f8"),
        ("lane", "i8"),  # first of its claimants
        ("n_lanes", "i8"),
        ("by", "i8"),  # whose share an order uses: ALL_ALIKE, BY_REP or BY_UNIT
        ("n_classes", "i8"),  # in which claimants are served, 0: max-min
        ("forecasts", "i8"),  # whether somebody wants to know what was ordered
        ("release_hours", "f8"),
        ("keep", "f8"),  # of a day's weight in the claimants' forecast, a day later
        ("window", "i8"),
        ("plans", "i8"),
        ("plan_keep", "f8"),
        ("plan_window", "i8"),
        ("lag_days", "i8"),
        ("lead_months", "i8"),
        ("least", "f8"),
        ("most", "f8"),
        ("step", "f8"),
        ("backlog_share", "f8"),
        ("overtime_share", "f8"),
        ("stock_room", "f8"),
    ]
)
"""What makes a family, mirror of :class:`sim.engine.plant.FamilyPlant`."""

LANE = np.dtype(
    [
        ("left", "f8"),  # units of this month's share
        ("first", "i8"),  # order at the head of the backlog, -1: none
        ("last", "i8"),
    ]
)
"""A claimant of a family's capacity."""

BOOK = np.dtype(
    [
        ("capacity", "f8"),
        ("overtime", "f8"),
        ("opening", "f8"),
        ("used", "f8"),
        ("lost", "f8"),
        ("usual", "f8"),
    ]
)
"""A month of a plant: the columns of :mod:`sim.supply`, and the capacity that it would have without a plan."""

LEAD = np.dtype(
    [
        ("id", "u8"),
        ("arrival", "f8"),
        ("quality", "f8"),
        ("cycle", "f8"),
        ("ticket", "i4"),  # of the task it waits for, 0: none or begun
        ("unit", "i4"),
        ("rep", "i4"),
        ("cell", "i4"),  # of skill
        ("known", "i4"),  # person who made the first contact
        ("grade", "i2"),
        ("family", "i2"),
        ("loop", "i1"),
        ("stage", "i1"),
        ("state", "i1"),
        ("valid", "i1"),
        ("passes", "i1"),
        ("spare", "V3"),
    ]
)
"""What most steps of a lead need, in one line of the processor's cache (64 bytes)."""

DEMAND = np.dtype([("patience", "f8"), ("cents", "i8"), ("units", "i8")])
"""What a lead brings along: how long it waits for the first contact, and what it orders."""

PASSAGE = np.dtype(
    [
        ("points", "f8"),  # of engagement at the inquiry
        ("came", "f8"),  # when this passage through the pipeline began
        ("wait", "f8"),  # for the first contact, -1: not yet made
        ("begun_at", "f8"),  # when the latest task was begun
        ("answered", "f8"),  # when the latest of the stages beside each other is answered
        ("account", "i4"),
        ("desk", "i4"),  # where its task waits or is done, -1: in a pool
        ("did", "i4"),  # rep who began the latest task
        ("attempt", "i2"),
        ("failed", "i1"),
        ("fate", "i1"),
    ]
)
"""What a lead remembers when more than stages is switched on; one empty row when not."""

GROUP = np.dtype([("start", "i8"), ("end", "i8"), ("queue", "i8"), ("turn", "i8"), ("turn_of_best", "i8")])
"""Reps between whom leads are dealt: rows of the table of members, the heap of a pool's tasks, and whose turn it is."""

CUSTOMER = np.dtype(
    [
        ("key", "u8"),
        ("satisfaction", "f8"),
        ("placed", "f8"),  # when the latest order was placed
        ("since", "f8"),  # when he became a customer
        ("order", "i4"),  # row of the latest order
        ("orders", "i4"),
        ("unit", "i4"),
        ("head", "i4"),  # row of the customer himself: his business in the family he came for
        ("owner", "i4"),  # rep who won him, -1: he belongs to whoever covers his unit
        ("family", "i2"),
        ("line", "i2"),  # place in the table of adoptions, -1: the family he came for
        ("gone", "i2"),
        ("spare", "V6"),
    ]
)
"""What most steps of a customer need, in 64 bytes."""

BOND = np.dtype([("loyalty", "f8"), ("visited_until", "f8"), ("occasion", "i4"), ("visit", "i4")])
"""What keeps a customer; ``occasion`` counts the times that he thought of leaving."""

ORDER = np.dtype(
    [
        ("id", "u8"),
        ("units", "i8"),
        ("cents", "i8"),
        ("lacking", "f8"),
        ("customer", "i4"),
        ("rep", "i4"),  # who took it
        ("before", "i4"),  # neighbours in the backlog, -1: none
        ("after", "i4"),
        ("waits", "i2"),
        ("begun", "i2"),
        ("truth", "i4"),  # satisfaction when he was polled about it, in hundredths of a point
        ("answer", "i4"),
        ("spare", "V4"),
    ]
)

BILL = np.dtype(
    [
        ("asked", "i8"),  # what the customer wanted to pay, where that needed an approval [cents]
        ("deposit", "i8"),
        ("owed", "i8"),  # since it was accepted
        ("paid", "i8"),
        ("written", "i8"),  # off
        ("refund", "i8"),
        ("back_cents", "i8"),  # value of the goods that came back
        ("back_units", "i8"),
        ("held_after", "i4"),  # next order of the customer that is held, -1: none
        ("is_held", "i1"),
        ("is_closed", "i1"),  # written off or charged back: nothing more is paid back
        ("came_back", "i1"),
        ("spare", "i1"),
    ]
)
"""The money of the order in the same row; there are none where nobody looks at money."""

DEBTOR = np.dtype(
    [
        ("exposure", "i8"),  # what he owes [cents]
        ("limit", "i8"),
        ("term_cents", "i8"),  # what was delivered in the term of his contract
        ("first_day", "i8"),  # that his terms are counted from [days from 1 January of the year 1]
        ("payer", "i4"),  # class
        ("first_held", "i4"),  # order that waits until he owes less, -1: none
        ("last_held", "i4"),
        ("number", "i4"),  # of his contract's term
        ("is_bound", "i4"),
        ("spare", "i4"),
    ]
)
"""The credit and the contract of the customer in the same row; there are none where nobody looks at either."""

PAYER = np.dtype([("default_share", "f8"), ("late_log_mean", "f8"), ("late_log_sd", "f8"), ("is_late", "i8")])

DESK = np.dtype(
    [
        ("speed", "f8"),
        ("opens", "f8"),
        ("closes", "f8"),
        ("hours_left", "f8"),  # of the task in hand
        ("asked", "f8"),  # when it was asked for
        ("worked_today", "f8"),
        ("worked", "f8"),
        ("available", "f8"),
        ("road", "f8"),
        ("free_since", "f8"),
        ("weight", "f8"),  # of the share of leads
        ("given", "i8"),  # leads so far
        ("present", "i8"),
        ("best", "i8"),
        ("load", "i4"),  # tasks that wait here or are in hand
        ("group", "i4"),  # of the pool, -1: no pool
        ("queue", "i4"),  # root of the heap of tasks, -1: empty
        ("row", "i4"),  # lead or customer of the task in hand
        ("person", "i4"),  # who holds the position
        ("kind", "i1"),  # of the task in hand
        ("idle", "i1"),
        ("measured", "i1"),
        ("spare", "i1"),
        ("hold", "f8"),  # share of ripe deals held back today
        ("pull", "f8"),  # share of deals within reach closed early today
        ("discount", "f8"),
        ("held_cents", "i8"),
        ("reach_cents", "i8"),
        ("held", "i8"),  # how many
        ("in_reach", "i8"),
        ("first_held", "i4"),  # deals in the order in which they began to wait, -1: none
        ("last_held", "i4"),
        ("first_in_reach", "i4"),
        ("last_in_reach", "i4"),
        ("first_early", "i4"),  # deals closed before their own day
        ("spare_deals", "i4"),
    ]
)

DEAL = np.dtype(
    [
        ("luck", "f8"),
        ("due", "f8"),  # when the customer would answer by himself
        ("cents", "i8"),  # what the rep counts on
        ("cut", "i8"),  # given up on the price
        ("turn", "i8"),  # waits so far: only the event of the last one counts
        ("row", "i4"),  # of the lead
        ("rep", "i4"),
        ("before", "i4"),  # neighbours among those that wait, -1: none
        ("after", "i4"),
        ("later", "i4"),  # next of those closed early
        ("waits", "i1"),
        ("is_pulled", "i1"),
        ("is_there", "i1"),  # still to be had when it is let go
        ("spare", "i1"),
    ]
)
"""The end of one passage of a lead through the pipeline; there are none where nobody times deals."""

EVENT = np.dtype([("time", "f8"), ("sequence", "i4"), ("kind", "i4"), ("row", "i4"), ("ticket", "i4")])

TASK = np.dtype(
    [
        ("first", "i4"),  # priority, the lower the more urgent
        ("second", "i4"),
        ("asked", "f8"),
        ("entity", "u8"),
        ("ticket", "i8"),
        ("row", "i4"),
        ("kind", "i4"),
        ("left", "i4"),  # children in the heap, -1: none
        ("right", "i4"),
    ]
)

TOLD = np.dtype([("time", "f8"), ("row", "i4"), ("rep", "i4"), ("kind", "i1"), ("stage", "i1")])
"""One line of the log; ``row`` is of the lead, customer or order that the kind is about."""

DAY = np.dtype(
    [
        ("next_open", "f8"),  # opening of the first working day from this day on, infinite after the last
        ("month", "i8"),  # measured month from 1, 0 in the warm-up
        ("chunk", "i8"),  # that its events are being written to
        ("events", "i8"),  # so far, of a day to come
    ]
)

UNIT = np.dtype(
    [
        ("former_rep", "i8"),
        ("visit_hours", "f8"),
        ("former_hours", "f8"),  # of who covered it before it changed hands
        ("handed_over", "f8"),  # when it changed hands, infinite: never
        ("rep", "i8"),
        ("group", "i8"),
        ("segment", "i8"),
        ("carer", "i8"),  # who serves its customers, -1: its own rep
    ]
)

TIE = np.dtype([("gone", "f8"), ("came", "f8"), ("person", "i8")])
"""When the holder of a position left, infinite: none did, and when the next came, infinite: there is nobody."""

ADOPTION = np.dtype(
    [
        ("potential_share", "f8"),
        ("innovation", "f8"),
        ("imitation", "f8"),
        ("mean_hours", "f8"),  # between two occasions
        ("offer_hours", "f8"),
        ("win_share", "f8"),
        ("reorder_mean_days", "f8"),
        ("family", "i8"),
        ("potential", "i8"),  # customers so far who can use it
        ("adopted", "i8"),
    ]
)

WANT = np.dtype([("key", "u8"), ("customer", "i4"), ("rep", "i4"), ("rule", "i4"), ("occasion", "i4")])
"""A customer's way to another family."""

REFERRED = np.dtype([("arrival", "f8"), ("id", "u8"), ("unit", "i8")])
"""Who was referred today and will inquire."""

KEY = np.dtype([("low", "u8"), ("high", "u8")])
"""Philox key of each purpose of :mod:`sim.engine.compiled.luck`."""

CHUNK = np.dtype([("before", "i8")])
"""The chunk of events that its day, or the list of free ones, had before; -1: none."""

NUMBER = np.dtype([("value", "f8")])
COUNT = np.dtype([("value", "i8")])

TABLES: dict[str, np.dtype[Any]] = {
    "passage": PASSAGE,
    "group": GROUP,
    "member": COUNT,
    "owner": COUNT,  # of an account, -1: none yet
    "seller": COUNT,  # who takes the new leads of a family in a unit, -1: its own rep
    "journey": NUMBER,  # hours of a visit there and back, by rep and unit
    "tier": NUMBER,
    "success": NUMBER,
    "curve_wait": NUMBER,
    "curve_factor": NUMBER,
    "reason": NUMBER,
    "stage": STAGE,
    "family": FAMILY,
    "lead": LEAD,
    "demand": DEMAND,
    "deal": DEAL,
    "customer": CUSTOMER,
    "bond": BOND,
    "adoption": ADOPTION,
    "want": WANT,
    "referred": REFERRED,
    "rival": NUMBER,  # how attractive each is, and last nobody
    "order": ORDER,
    "bill": BILL,
    "debtor": DEBTOR,
    "payer": PAYER,
    "payer_share": NUMBER,
    "limit": COUNT,  # of credit by class of payers and segment [cents]
    "desk": DESK,
    "unit": UNIT,
    "tie": TIE,
    "day": DAY,
    "key": KEY,
    "event": EVENT,  # of days to come, in chunks
    "chunk": CHUNK,
    "due": EVENT,  # of today, known when it began, in order
    "soon": EVENT,  # heap of events that came up today
    "following": EVENT,  # what happens now, and then what else is to happen at this moment
    "slot": COUNT,
    "task": TASK,
    "line": TOLD,
    "season": NUMBER,  # season time at each midnight [hours], one row more than days
    "odds": NUMBER,  # factor on the odds of a stage, by rep, cell and stage
    "sign": COUNT,  # what an event's value counts for as credit, by kind: 1, 0 or -1
    "plant": PLANT,  # of each family
    "lane": LANE,  # of each claimant of each family
    "book": BOOK,  # by family and month of the run
    "promise": NUMBER,  # days, by family and segment
    "ordered": NUMBER,  # units, by claimant and day
    "claimant": COUNT,  # place among a family's, by family and unit
    "wants": NUMBER,  # units a month, by claimant; share, floor and rank are its, too
    "share": NUMBER,
    "floor": NUMBER,
    "rank": NUMBER,
    "credit": COUNT,  # cents by rep and measured month
    "year_credit": NUMBER,  # currency by rep
    "month_credit": NUMBER,
    "quarter_credit": NUMBER,
}
"""Every table; those of events, lines, customers, orders and tasks are replaced by larger ones between two calls."""

STATE = np.dtype(
    [
        ("now", "f8"),
        ("day", "i8"),
        ("sequence", "i8"),  # events scheduled so far: at equal times the earlier one comes first
        ("ticket", "i8"),  # tasks asked for so far
        ("arrivals", "i8"),  # leads that have come
        ("inquiries", "i8"),  # leads that the market brings; those that customers refer come after them
        ("customers", "i8"),
        ("wants", "i8"),
        ("referred", "i8"),
        ("orders", "i8"),
        ("backlog", "i8"),  # orders that wait for capacity
        ("lines", "i8"),  # in the log's last piece
        ("is_inside_day", "i8"),
        ("due", "i8"),  # place of the next event in the order of today
        ("due_end", "i8"),
        ("soon", "i8"),  # events in the heap of today
        ("following", "i8"),  # place of the next event of this very moment
        ("following_end", "i8"),
        ("midnight", "f8"),  # end of today [hours]
        ("end_hour", "f8"),
        ("chunks", "i8"),  # of events that were ever used
        ("free_chunk", "i8"),  # first of the list of free ones, -1: none
        ("tasks", "i8"),
        ("free_task", "i8"),
        ("broken", "i8"),  # rep who worked more than he has, -1: nobody
        # What the scenario says in single numbers:
        ("n_days", "i8"),
        ("n_stages", "i8"),
        ("n_passes", "i8"),
        ("n_cells", "i8"),
        ("n_months", "i8"),  # columns of the table of credit
        ("opens_hour", "f8"),
        ("full_hours", "f8"),
        ("handover_odds", "f8"),  # on the odds of a stage when the first contact was another person's
        ("nurture_share", "f8"),
        ("nurture_mean_days", "f8"),
        ("n_segments", "i8"),
        ("handover_hour", "f8"),  # when former territories end, infinite: never, or not yet
        ("newcomers", "i8"),  # whether leads that come later feel a change of hands
        ("half_life_hours", "f8"),
        ("ties_win_odds", "f8"),
        ("ties_leave_odds", "f8"),
        ("has_loyalty", "i8"),
        ("loyalty_gain", "f8"),
        ("loyalty_loss", "f8"),
        ("loyalty_holds", "f8"),
        ("good_score", "f8"),
        ("leaving_mean_hours", "f8"),  # between two occasions, infinite: never
        ("visit_effect", "f8"),
        ("visit_holds_hours", "f8"),
        ("visit_mean_hours", "f8"),  # infinite: no visits
        ("visit_work_hours", "f8"),
        ("visit_priority", "i8"),
        ("has_poll", "i8"),
        ("asked_share", "f8"),
        ("response_share", "f8"),
        ("response_bias", "f8"),
        ("poll_at_score", "f8"),
        ("answer_bias", "f8"),
        ("poll_noise_sd", "f8"),
        ("has_referral", "i8"),
        ("referral_share", "f8"),
        ("refers_from_score", "f8"),
        ("referral_mean_days", "f8"),
        ("rival_total", "f8"),  # weight of all rivals and nobody
        ("care_hours", "f8"),
        ("opening_satisfaction", "f8"),
        ("memory", "f8"),
        ("floor", "f8"),
        ("ceiling", "f8"),
        ("midpoint_days", "f8"),
        ("slope_per_day", "f8"),
        ("never_delivered", "f8"),
        ("churn_share", "f8"),
        ("churn_at_score", "f8"),
        ("churn_per_point", "f8"),
        ("month", "i8"),  # of the run, -1 before its first day
        ("n_run_months", "i8"),
        ("has_transport", "i8"),
        ("transport_log_mean", "f8"),
        ("transport_log_sd", "f8"),
        ("order_patience_days", "f8"),  # infinite: nobody cancels
        ("cancel_share", "f8"),
        ("times_deals", "i8"),  # whether some rep may hold deals back or pull them
        ("stale_share_per_month", "f8"),
        ("longest_days", "f8"),
        ("pull_win_ratio", "f8"),
        ("preparation_days", "f8"),  # of one round, 0: orders are not prepared
        ("preparation_varies", "i8"),
        ("error_share", "f8"),
        # From quote to cash: see sim.engine.compiled.cash_tables.
        ("has_quoting", "i8"),  # whether anything comes before an order
        ("has_bills", "i8"),
        ("has_debtors", "i8"),
        ("has_quotes", "i8"),
        ("quote_valid_days", "f8"),
        ("answer_log_mean", "f8"),
        ("answer_log_sd", "f8"),
        ("accepted_share", "f8"),
        ("has_discounts", "i8"),
        ("discount_share", "f8"),
        ("least_discount", "f8"),
        ("most_discount", "f8"),
        ("walk_share", "f8"),
        ("approval_days", "f8"),
        ("approved_share", "f8"),
        ("has_terms", "i8"),
        ("payment_days", "f8"),
        ("deposit_share", "f8"),
        ("write_off_days", "f8"),
        ("hold_days", "f8"),
        ("has_payers", "i8"),
        ("has_returns", "i8"),
        ("return_share", "f8"),
        ("return_mean_days", "f8"),
        ("return_part", "f8"),
        ("has_disputes", "i8"),
        ("dispute_share", "f8"),
        ("dispute_mean_days", "f8"),
        ("settled_days", "f8"),
        ("reversed_share", "f8"),
        ("has_contracts", "i8"),
        ("contract_share", "f8"),
        ("term_months", "i8"),
        ("contract_leave", "f8"),
        ("contract_at", "f8"),
        ("contract_per_point", "f8"),
        ("day_0", "i8"),  # first day of the run [days from 1 January of the year 1]
        ("room", "i8"),  # rows that one event may add to a growing table
        # Beside the stages: see sim.engine.compiled.lead_tables.
        ("has_passages", "i8"),
        ("routing", "i8"),
        ("is_routed", "i8"),
        ("replaces_absent", "i8"),
        ("has_roles", "i8"),  # whether others than a unit's own rep work there by role
        ("may_move", "i8"),
        ("fallback", "i8"),
        ("best_ranks", "i8"),
        ("skill_within", "f8"),
        ("reroutes", "i8"),
        ("sla_hours", "f8"),
        ("n_grades", "i8"),
        ("n_tiers", "i8"),
        ("score_first", "i8"),
        ("score_half_life_hours", "f8"),
        ("attempts", "i8"),
        ("attempt_hours", "f8"),
        ("gap_hours", "f8"),
        ("curve_kind", "i8"),
        ("curve_first", "f8"),
        ("curve_second", "f8"),
        ("curve_on_contact", "i8"),
        ("rejection_share", "f8"),
        ("pitch_hours", "f8"),  # 0: mail brings leads back
        *(
            (f"{table}_{what}", "u8" if what == "place" else "i8")
            for table in TABLES
            for what in ("place", "rows")
        ),
    ]
)
"""One row. ``x_place`` is where table x lies in memory and ``x_rows`` how long it is."""

passage_at = row_reader("passage", PASSAGE)
group_at = row_reader("group", GROUP)
member_at = row_reader("member", COUNT)
owner_at = row_reader("owner", COUNT)
journey_at = row_reader("journey", NUMBER)
seller_at = row_reader("seller", COUNT)
tiers = number_reader("tier")
successes = number_reader("success")
curve_waits = number_reader("curve_wait")
curve_factors = number_reader("curve_factor")
reasons = number_reader("reason")
stage_at = row_reader("stage", STAGE)
family_at = row_reader("family", FAMILY)
lead_at = row_reader("lead", LEAD)
demand_at = row_reader("demand", DEMAND)
deal_at = row_reader("deal", DEAL)
customer_at = row_reader("customer", CUSTOMER)
bond_at = row_reader("bond", BOND)
order_at = row_reader("order", ORDER)
bill_at = row_reader("bill", BILL)
debtor_at = row_reader("debtor", DEBTOR)
payer_at = row_reader("payer", PAYER)
payer_shares = number_reader("payer_share")
limit_at = row_reader("limit", COUNT)
adoption_at = row_reader("adoption", ADOPTION)
want_at = row_reader("want", WANT)
referred_at = row_reader("referred", REFERRED)
desk_at = row_reader("desk", DESK)
unit_at = row_reader("unit", UNIT)
tie_at = row_reader("tie", TIE)
day_at = row_reader("day", DAY)
key_at = row_reader("key", KEY)
event_at = row_reader("event", EVENT)
chunk_at = row_reader("chunk", CHUNK)
due_at = row_reader("due", EVENT)
soon_at = row_reader("soon", EVENT)
following_at = row_reader("following", EVENT)
slot_at = row_reader("slot", COUNT)
task_at = row_reader("task", TASK)
line_at = row_reader("line", TOLD)
season = number_reader("season")
rivals = number_reader("rival")
odds_at = row_reader("odds", NUMBER)
sign_at = row_reader("sign", COUNT)
plant_at = row_reader("plant", PLANT)
lane_at = row_reader("lane", LANE)
book_at = row_reader("book", BOOK)
promises = number_reader("promise")
ordered = number_reader("ordered")
claimant_at = row_reader("claimant", COUNT)
wants = number_reader("wants")
shares = number_reader("share")
floors = number_reader("floor")
ranks = number_reader("rank")
credit_at = row_reader("credit", COUNT)
year_credit_at = row_reader("year_credit", NUMBER)
month_credit_at = row_reader("month_credit", NUMBER)
quarter_credit_at = row_reader("quarter_credit", NUMBER)


Id = Any
"""The stable 64-bit id of a lead, customer or order, without a sign."""


_LINE = 64


def empty(dtype: np.dtype[Any], rows: int) -> Table:
    """
    Return a table of zeros, from the start of a line of the processor's cache.

    Its records have attributes, in compiled code and in plain Python alike.
    """
    size = rows * dtype.itemsize
    memory = np.zeros(size + _LINE, np.uint8)
    start = -memory.ctypes.data % _LINE
    return memory[start : start + size].view(dtype if dtype.type is np.record else _recorded(dtype))


@cache
def _recorded(dtype: np.dtype[Any]) -> np.dtype[Any]:
    """Return the type of records that have attributes, one object for all tables: kernels know it by its identity."""
    return np.dtype((np.record, dtype))


def grown(table: Table, rows: int) -> Table:
    """Return a table with more rows and the same content."""
    larger = empty(table.dtype, rows)
    bytes_of(larger)[: table.nbytes] = bytes_of(table)
    return larger


def bytes_of(table: Table) -> NDArray[np.uint8]:
    """Return a table's memory: NumPy copies records field by field."""
    memory: NDArray[np.uint8] = table.view(np.uint8)
    return memory


def place(state: Table, name: str, table: Table) -> None:
    """Tell the state where a table lies; whoever calls keeps the table alive."""
    state[0][f"{name}_place"], state[0][f"{name}_rows"] = table.ctypes.data, len(table)
