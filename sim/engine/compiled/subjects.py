"""What lines of the log are about, and the columns that are looked up there."""

from __future__ import annotations

import numpy as np

from sim.engine.compiled.jit import compiled, kernel
from sim.engine.compiled.luck import child_id
from sim.engine.compiled.state import Id, Record, Table
from sim.engine.log import CONTACT_STAGE, PITCH_STAGE, Kind

SAID_KINDS = (Kind.POLLED, Kind.ANSWERED, Kind.REFERRED)
PEOPLE_KINDS = (Kind.LEFT, Kind.HIRED, Kind.PROMOTED)
CASH_KINDS = tuple(kind for kind in Kind if Kind.APPROVAL_ASKED <= kind <= Kind.NOT_RENEWED)
LEAD, CUSTOMER, ORDER, SAID, WANT, OTHER = range(6)
ABOUT = {
    CUSTOMER: (Kind.WANTED, Kind.CHURNED),
    ORDER: (
        Kind.ORDERED,
        Kind.SHIPPED,
        Kind.DELIVERED,
        Kind.CANCELLED,
        Kind.REWORKED,
        Kind.PREPARED,
        *CASH_KINDS,
    ),
    SAID: SAID_KINDS,
    WANT: (Kind.OFFERED, Kind.ADOPTED),
    OTHER: PEOPLE_KINDS,
}
"""What the row of a line is of, by kind; a lead where nothing is said."""
ABOUT_OF_KIND = np.full(max(Kind) + 1, LEAD, dtype=np.int64)
for _about_it, _kinds in ABOUT.items():
    ABOUT_OF_KIND[list(_kinds)] = _about_it
IN_UNIT, FAMILY, STAGE, UNITS, CENTS = range(5)
LOOKED_UP = {"unit": IN_UNIT, "family": FAMILY, "stage": STAGE, "units": UNITS, "cents": CENTS}
_BEGUN, _PULLED, _REFERRED = int(Kind.BEGUN), int(Kind.PULLED), int(Kind.REFERRED)
_POLLED, _ANSWERED = int(Kind.POLLED), int(Kind.ANSWERED)
_ASKED, _DEPOSITED, _PAID = int(Kind.APPROVAL_ASKED), int(Kind.DEPOSITED), int(Kind.PAID)
_WRITTEN_OFF, _RETURNED, _REFUNDED = int(Kind.WRITTEN_OFF), int(Kind.RETURNED), int(Kind.REFUNDED)
_CHARGED_BACK, _REVERSED = int(Kind.CHARGED_BACK), int(Kind.REVERSED)


@compiled
def _about(kind: int, stage: int, of_kind: Table) -> int:
    """Return what a line is about: work that was begun is a lead's by its stage, else a customer's."""
    if kind == _BEGUN and not (stage >= 0 or stage in (CONTACT_STAGE, PITCH_STAGE)):
        return CUSTOMER
    about: int = of_kind[kind]
    return about


@compiled
def entity_of(  # noqa: PLR0913, PLR0917 - what is looked up in
    line: Record, of_kind: Table, lead_id: Table, customer: Table, order: Table, want: Table, others: Table
) -> Id:
    """Return whom or what a line is about."""
    row, about = line.row, _about(line.kind, line.stage, of_kind)
    if about == LEAD:
        return lead_id[row]
    if about == CUSTOMER:
        return customer[row].key
    if about == WANT:
        return want[row].key
    if about == OTHER:
        return others[row]
    if line.kind == _REFERRED:
        return child_id(order[row].id, 0)
    return order[row].id


@kernel
def entities(  # noqa: PLR0913, PLR0917 - as above
    lines: Table,
    entity: Table,
    of_kind: Table,
    lead_id: Table,
    customer: Table,
    order: Table,
    want: Table,
    others: Table,
) -> None:
    """Fill in whom or what some lines are about."""
    for i in range(len(lines)):
        entity[i] = entity_of(lines[i], of_kind, lead_id, customer, order, want, others)


@kernel
def look_up(  # noqa: PLR0913, PLR0917 - what is looked up in
    what: int,
    lines: Table,
    of_kind: Table,
    found: Table,
    lead_unit: Table,
    lead_family: Table,
    customer: Table,
    order: Table,
    want: Table,
    adoption: Table,
    deal: Table,
    bill: Table,
) -> None:
    """Fill in one column for some lines."""
    n_passes = len(deal) // max(len(lead_unit), 1)
    for i in range(len(lines)):
        kind, row, stage = lines[i].kind, lines[i].row, lines[i].stage
        about = _about(kind, stage, of_kind)
        if what == IN_UNIT:
            found[i] = _unit_of(about, row, lead_unit, customer, order, want)
        elif what == FAMILY:
            found[i] = -1
            if kind != _BEGUN:
                found[i] = _family_of(about, row, lead_family, customer, order, want, adoption)
        elif what == STAGE:
            found[i] = stage
            if about == ORDER:
                found[i] = customer[order[row].customer].line
            elif about == SAID or kind == _PULLED:
                found[i] = -1
        elif what == UNITS:
            found[i] = _units_of(about, kind, row, order, bill)
        elif kind == _PULLED:
            found[i] = deal[row * n_passes + stage].cut
        else:
            found[i] = _cents_of(about, kind, row, order, bill)


@compiled
def _unit_of(  # noqa: PLR0913, PLR0917 - what is looked up in
    about: int, row: int, lead_unit: Table, customer: Table, order: Table, want: Table
) -> int:
    """Return the basic unit that a line is about."""
    if about == LEAD:
        return int(lead_unit[row])
    if about == OTHER:
        return -1
    owner = row
    if about == WANT:
        owner = want[row].customer
    elif about != CUSTOMER:
        owner = order[row].customer
    return int(customer[owner].unit)


@compiled
def _family_of(  # noqa: PLR0913, PLR0917 - what is looked up in
    about: int, row: int, lead_family: Table, customer: Table, order: Table, want: Table, adoption: Table
) -> int:
    """Return the product family that a line is about."""
    if about == LEAD:
        return int(lead_family[row])
    if about == OTHER:
        return -1
    if about == WANT:
        return int(adoption[want[row].rule].family)
    return int(customer[row if about == CUSTOMER else order[row].customer].family)


@compiled
def _units_of(about: int, kind: int, row: int, order: Table, bill: Table) -> int:
    """Return the units of an order, or those that came back."""
    if kind == _RETURNED:
        return int(bill[row].back_units)
    return int(order[row].units) if about == ORDER else 0


@compiled
def _cents_of(about: int, kind: int, row: int, order: Table, bill: Table) -> int:
    """Return what a line tells in cents: money of an order, or a score in hundredths of a point."""
    if kind >= _ASKED:
        return _money_of(kind, row, order, bill)
    if about == ORDER:
        return int(order[row].cents)
    if kind == _POLLED:
        return int(order[row].truth)
    return int(order[row].answer) if kind == _ANSWERED else 0


@compiled
def _money_of(kind: int, row: int, order: Table, bill: Table) -> int:
    """Return the money of an event from quote to cash [cents]: the order's value where it is none of its own."""
    if kind in (_PAID, _CHARGED_BACK, _REVERSED):
        return int(bill[row].paid)
    if kind == _DEPOSITED:
        return int(bill[row].deposit)
    if kind == _ASKED:
        return int(bill[row].asked)
    if kind == _WRITTEN_OFF:
        return int(bill[row].written)
    if kind == _RETURNED:
        return int(bill[row].back_cents)
    return int(bill[row].refund if kind == _REFUNDED else order[row].cents)
