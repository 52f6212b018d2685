"""Whether what is said of people names reps, managers, roles, families and segments that the scenario has."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sim.calendar import HOURS_PER_DAY, MONTHS_PER_YEAR
from sim.documents.roles import EVERY
from sim.documents.scheming import Scheming
from sim.near_misses import NearMisses
from sim.table import RowIssue, Table

if TYPE_CHECKING:
    from sim.documents.roles import Role
    from sim.scenario import Scenario

Fault = tuple[str, RowIssue]
_WEEK, _WEEKS = 7, 4


def people_faults(scenario: Scenario) -> Iterator[Fault]:
    """Yield a fault for each name in tables and settings of people that nothing in the scenario has."""
    yield from _tables(scenario)
    yield from _profile(scenario)
    yield from _development(scenario)
    yield from _coverage(scenario)
    yield from _schemers(scenario)


def _schemers(scenario: Scenario) -> Iterator[Fault]:
    """Yield a fault for each schemer who is no rep."""
    given = scenario.people.behaviour
    if isinstance(given, Scheming):
        known = set(scenario.tables.reps["id"].tolist())
        for name in given.reps:
            yield from _name("people.behaviour", "reps", name, known, ("T021", "rep"))


def _tables(scenario: Scenario) -> Iterator[Fault]:
    """Yield faults of the tables of reps, skills and competencies."""
    tables, people = scenario.tables, scenario.people
    reps = set(tables.reps["id"].tolist())
    managers = {manager.id for manager in people.development.managers}
    yield from _rows("tables.reps", tables.reps, "manager", managers | {""}, ("T040", "manager"))
    if tables.skills is not None:
        families, segments = _families(scenario), _segments(scenario)
        yield from _rows("tables.skills", tables.skills, "rep", reps, ("T021", "rep"))
        yield from _rows("tables.skills", tables.skills, "family", families, ("T041", "product family"))
        yield from _rows("tables.skills", tables.skills, "segment", segments, ("T042", "segment"))
    if tables.competencies is not None:
        known = {need.competency for need in people.profile.needs} if people.profile is not None else set()
        yield from _rows("tables.competencies", tables.competencies, "rep", reps, ("T021", "rep"))
        yield from _rows(
            "tables.competencies", tables.competencies, "competency", known, ("T043", "competency")
        )


def _profile(scenario: Scenario) -> Iterator[Fault]:
    """Yield faults of what selling asks for."""
    profile = scenario.people.profile
    for number, need in enumerate(profile.needs if profile is not None else ()):
        path = f"people.profile.needs.{number}"
        yield from _name(path, "family", need.family, _families(scenario), ("T041", "product family"))
        yield from _name(path, "segment", need.segment, _segments(scenario), ("T042", "segment"))


def _development(scenario: Scenario) -> Iterator[Fault]:
    """Yield faults of ramps, courses and the promotion."""
    rule = scenario.people.development
    roles = set(scenario.tables.reps["role"].tolist())
    named = [(f"ramps.{number}", curve.role) for number, curve in enumerate(rule.ramps)]
    named += [(f"courses.{course.id}", course.role) for course in rule.courses]
    for path, role in named:
        if role is not None:
            yield from _name(f"people.development.{path}", "role", role, roles, ("T044", "role of a rep"))
    yield from _course_hours(scenario)
    promotion = scenario.people.promotion
    if promotion is not None:
        managers = {manager.id for manager in rule.managers}
        yield from _name("people.promotion", "manager", promotion.manager, managers, ("T040", "manager"))


def _course_hours(scenario: Scenario) -> Iterator[Fault]:
    """Yield a fault when the courses of a month ask for more hours than the shortest month has."""
    calendar, courses = scenario.calendar, scenario.people.development.courses
    open_days = _WEEKS * (_WEEK if calendar.kind == "always_open" else len(calendar.weekdays))
    most = open_days * (HOURS_PER_DAY if calendar.kind == "always_open" else calendar.selling_hours_per_day)
    for month in range(1, MONTHS_PER_YEAR + 1):
        hours = sum(course.hours for course in courses if month in course.months)
        if hours > most:
            message = (
                f"the courses of fiscal month {month} take more than the {most:g} selling hours of four weeks"
            )
            yield "people.development.courses", RowIssue("T048", 0, "hours", f"{hours:g}", message)


def _coverage(scenario: Scenario) -> Iterator[Fault]:
    """Yield faults of the roles: what they name, and that each covers every basic unit once."""
    table, roles = scenario.plan.coverage, {role.id for role in scenario.people.roles}
    units = set(scenario.tables.units["id"].tolist())
    pairs: set[tuple[str, str]] = set()
    if table is not None:
        reps = set(scenario.tables.reps["id"].tolist())
        yield from _rows("plan.coverage", table, "unit", units, ("T020", "basic unit"))
        yield from _rows("plan.coverage", table, "role", roles, ("T045", "role"))
        yield from _rows("plan.coverage", table, "rep", reps, ("T021", "rep"))
        pairs = set(zip(table["role"].tolist(), table["unit"].tolist(), strict=True))
    for role in scenario.people.roles:
        for unit in sorted(units - {unit for of_role, unit in pairs if of_role == role.id}):
            yield (
                "plan.coverage",
                RowIssue("T046", 0, "unit", unit, f"nobody has the role {role.id!r} in this basic unit"),
            )
        yield from _parts_of(scenario, role)


def _parts_of(scenario: Scenario, role: Role) -> Iterator[Fault]:
    """Yield faults of the families and stages that a role names."""
    stages = {stage.id for stage in scenario.pipeline.stages}
    for family in role.families:
        yield from _name(
            f"people.roles.{role.id}", "families", family, _families(scenario), ("T041", "product family")
        )
    for stage in role.stages:
        yield from _name(f"people.roles.{role.id}", "stages", stage, stages, ("T047", "stage"))


def _families(scenario: Scenario) -> set[str]:
    return {family.id for family in scenario.market.families} | {EVERY}


def _segments(scenario: Scenario) -> set[str]:
    return set(scenario.tables.units["segment"].tolist()) | {EVERY}


def _name(path: str, field: str, name: str, known: set[str], what: tuple[str, str]) -> Iterator[Fault]:
    """Yield a fault when a setting names something unknown; ``what`` is the code and the noun."""
    if name not in known:
        hint = NearMisses(known).hint(name)
        yield f"{path}.{field}", RowIssue(what[0], 0, field, name, f"no such {what[1]}{hint}")


def _rows(path: str, table: Table, column: str, known: set[str], what: tuple[str, str]) -> Iterator[Fault]:
    """Yield a fault for each row that names something unknown; ``what`` is the code and the noun."""
    near = NearMisses(known)
    for row, name in enumerate(table[column].tolist()):
        if name not in known:
            message = f"no such {what[1]}{near.hint(name)}"
            yield path, RowIssue(what[0], int(table.source_row[row]), column, name, message)
