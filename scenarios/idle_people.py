"""What is said of people and changes nothing without something else."""

from __future__ import annotations

from scenarios.idle_row import Idle
from sim.agents.behaviour import times_deals, with_honest_reps
from sim.documents.behaviour import Closing, Forward, Mixture, Own
from sim.documents.motivation import Deferral, Morale
from sim.documents.turnover import Leaving
from sim.plan import NextYear
from sim.scenario import Scenario

_MONTHS_PER_YEAR = 12
_HIRED = {"new", "experienced"}
_LONG_AGO = 200 * 30.4375


def _morale(s: Scenario) -> Morale | None:
    return s.people.motivation.morale


def _is_moved(morale: Morale, s: Scenario) -> bool:
    """Return whether anything moves morale at all."""
    weights = (morale.climate, morale.equity, morale.success, morale.support, morale.reward)
    return any(weights) or s.people.motivation.shock is not None


def _moves(morale: Morale, s: Scenario) -> bool:
    """Return whether morale moves anything."""
    leaving = s.people.leaving
    return bool(morale.effort or morale.log_odds or (leaving is not None and leaving.morale))


def _coaches(s: Scenario) -> bool:
    """Return whether some manager of some rep has hours for his team."""
    led = set(s.tables.reps["manager"].tolist())
    managers = s.people.development.managers
    return any(m.id in led and m.hours_per_month * (1.0 - m.admin_share) > 0 for m in managers)


def _experiences(s: Scenario) -> set[str]:
    hired = _HIRED if s.people.hiring is not None else set()
    return set(s.tables.reps["experience"].tolist()) | hired


def _ramps_of_nobody(s: Scenario) -> list[str]:
    known = _experiences(s)
    curves = enumerate(s.people.development.ramps)
    return [str(i) for i, curve in curves if curve.experience is not None and curve.experience not in known]


def _has_ramp(s: Scenario) -> bool:
    return bool(s.people.ramp or s.people.development.ramps)


def _has_newcomers(s: Scenario) -> bool:
    """Return whether somebody is or may become new enough for a ramp of some months."""
    tenure = (s.run.start.toordinal() - s.tables.reps["hired"].astype("datetime64[D]").astype(int)) - 719_163
    return s.people.hiring is not None or bool((tenure < _LONG_AGO).any())


def _leaves(s: Scenario) -> bool:
    rule = s.people.leaving
    return rule is not None and any(row.monthly or any(row.by_decile) for row in rule.hazard)


def _cause(s: Scenario, name: str) -> bool:
    """Return whether leaving has a weight on a cause."""
    return s.people.leaving is not None and bool(getattr(s.people.leaving, name))


def _without_leaving(s: Scenario) -> Leaving | None:
    return s.people.leaving if s.people.leaving is not None and not _leaves(s) else None


def _visits(s: Scenario) -> bool:
    return s.plan.care is not None or any(stage.visits for stage in s.pipeline.stages)


_DEVELOPMENT = (
    Idle(
        "people.development.coaching",
        "it takes a manager with hours for his team whom a rep names in tables.reps",
        lambda s: s.people.development.coaching is not None and not _coaches(s),
    ),
    Idle(
        "people.development.coaching.log_odds",
        "a gain of 0 is none",
        lambda s: s.people.development.coaching is not None and s.people.development.coaching.log_odds == 0,
    ),
    Idle(
        "people.development.managers.{}",
        "no rep names this manager in the column manager of tables.reps",
        lambda s: [
            m.id for m in s.people.development.managers if m.id not in s.tables.reps["manager"].tolist()
        ],
    ),
    Idle(
        "people.development.style",
        "it needs people.development.managers whom reps name",
        lambda s: s.people.development.style is not None and not set(s.tables.reps["manager"]) - {""},
    ),
    Idle(
        "people.development.ramps.{}",
        "nobody has this experience: no rep in tables.reps, and people.hiring brings new and experienced ones only",
        _ramps_of_nobody,
    ),
    Idle(
        "people.development.onboarding.{}",
        "the ramp it would shorten is neither in people.ramp nor in people.development.ramps",
        lambda s: [
            m.id
            for m in s.people.development.onboarding
            if m.months_saved and not m.hours and not _has_ramp(s)
        ],
    ),
    Idle(
        "people.ramp",
        "nobody is new: tables.reps has no late day in hired, and nobody is hired",
        lambda s: bool(s.people.ramp) and not _has_newcomers(s),
    ),
    Idle(
        "people.development.learning",
        "a gain of 0 is none",
        lambda s: s.people.development.learning is not None and s.people.development.learning.log_odds == 0,
    ),
)
_MOTIVATION = (
    Idle(
        "people.motivation.morale",
        "nothing moves it: climate, equity, success, support and reward are 0 and there is no shock",
        lambda s: (m := _morale(s)) is not None and not _is_moved(m, s),
    ),
    Idle(
        "people.motivation.morale",
        "it moves nothing: effort and log_odds are 0, and so is people.leaving.morale",
        lambda s: (m := _morale(s)) is not None and _is_moved(m, s) and not _moves(m, s),
    ),
    Idle(
        "people.motivation.shock",
        "it lowers morale, and there is no people.motivation.morale",
        lambda s: s.people.motivation.shock is not None and _morale(s) is None and not _shifts_hours(s),
    ),
    Idle(
        "people.motivation.shock.first_month",
        "the run ends before",
        lambda s: (
            s.people.motivation.shock is not None and s.people.motivation.shock.first_month > s.run.months
        ),
    ),
    Idle(
        "people.motivation.appraisal.warmth",
        "warmth is support, and people.motivation.morale.support is 0",
        lambda s: (
            s.people.motivation.appraisal is not None
            and s.people.motivation.appraisal.warmth > 0
            and ((m := _morale(s)) is None or not m.support)
        ),
    ),
    Idle(
        "people.motivation.goals.gain",
        "a gain of 0 is none",
        lambda s: s.people.motivation.goals is not None and s.people.motivation.goals.gain == 0,
    ),
    Idle(
        "people.motivation.deferral",
        "it enters what reps compare with the outside option, and people.leaving.pay is 0",
        lambda s: s.people.motivation.deferral != Deferral() and not _cause(s, "pay"),
    ),
)
_TURNOVER = (
    Idle(
        "people.leaving.hazard",
        "every chance is 0, so nobody leaves, whatever the causes",
        lambda s: _without_leaving(s) is not None,
    ),
    Idle(
        "people.leaving.outside_pay",
        "people.leaving.pay is 0, so pay is no cause",
        lambda s: (
            s.people.leaving is not None and s.people.leaving.outside_pay is not None and not _cause(s, "pay")
        ),
    ),
    Idle(
        "people.leaving.morale",
        "there is no people.motivation.morale",
        lambda s: _cause(s, "morale") and _morale(s) is None,
    ),
    Idle(
        "people.hiring",
        "no position becomes vacant: people.leaving or people.promotion makes one so",
        lambda s: s.people.hiring is not None and not _leaves(s) and s.people.promotion is None,
    ),
    Idle(
        "people.hiring.accuracy",
        "applicants are all alike: people.hiring.log_skill_sd is 0",
        lambda s: (
            s.people.hiring is not None and s.people.hiring.accuracy > 0 and not s.people.hiring.log_skill_sd
        ),
    ),
    Idle(
        "people.hiring.experienced_share",
        "no curve of people.development.ramps goes by experience",
        lambda s: (
            s.people.hiring is not None
            and s.people.hiring.experienced_share > 0
            and all(curve.experience is None for curve in s.people.development.ramps)
        ),
    ),
    Idle(
        "people.promotion.month",
        "the run ends before",
        lambda s: s.people.promotion is not None and s.people.promotion.month > s.run.months,
    ),
    Idle(
        "people.promotion.skill_kept",
        "a manager's skill is for coaching, and there is no people.development.coaching",
        lambda s: (
            s.people.promotion is not None
            and s.people.promotion.skill_kept > 0
            and s.people.development.coaching is None
        ),
    ),
)
_OTHERS = (
    Idle(
        "people.closing",
        "no rep times deals: people.behaviour forward (with timing_most above 0) or own does",
        lambda s: s.people.closing != Closing() and not times_deals(s),
    ),
    Idle(
        "people.travel",
        "nobody travels: no stage has visits, and there is no plan.care",
        lambda s: s.people.travel is not None and not _visits(s),
    ),
    Idle(
        "plan.quotas.next_year",
        "the run has no second fiscal year, and no rep looks ahead to it",
        lambda s: (
            s.plan.quotas.next_year != NextYear()
            and s.run.months <= _MONTHS_PER_YEAR
            and not _foresees_ratchet(s)
        ),
    ),
)


def _shifts_hours(s: Scenario) -> bool:
    """Return whether a shock takes managers' hours from coaching to support."""
    shock = s.people.motivation.shock
    return shock is not None and shock.support_share > 0 and s.people.development.coaching is not None


def _foresees_ratchet(s: Scenario) -> bool:
    """Return whether a rep minds the quotas that the year after the run would bring."""
    given = with_honest_reps(s).people.behaviour
    rules = [part.rule for part in given.parts] if isinstance(given, Mixture) else [given]
    sees = any(isinstance(rule, Own) or (isinstance(rule, Forward) and rule.foresight > 0) for rule in rules)
    return sees and (s.plan.quotas.next_year.ratchet > 0 or s.plan.quotas.next_year.ratchet_down > 0)


PEOPLE = (*_DEVELOPMENT, *_MOTIVATION, *_TURNOVER, *_OTHERS)
