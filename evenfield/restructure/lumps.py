"""What is done about a unit larger than a fair territory, as a draft of a scenario."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evenfield.restructure.draft import Draft
from evenfield.restructure.parts import take_apart
from evenfield.restructure.people import handed_over

if TYPE_CHECKING:
    from optimize.realignment.lumps import Lump, Option
    from sim.scenario import Scenario

WRITTEN = ("split", "pool", "hire")
"""Options that change anything; *keep* and *wider-band* leave the scenario as it is."""


def with_option(scenario: Scenario, lump: Lump, option: Option) -> Draft:
    """
    Return the draft in which one option is taken for a unit; quotas are the same total, by potential.

    Raises
    ------
    ValueError
        When the option changes nothing.
    """
    if option.name not in WRITTEN:
        raise ValueError(f"{option.name} changes nothing: the scenario says it as it is")
    draft = handed_over(Draft.of(scenario), ())
    if option.name == "pool":
        _pooled(draft, option)
    elif option.name == "hire":
        _hired(draft, lump, option)
    else:
        take_apart(draft, {lump.unit: dict(zip(option.reps, option.parts, strict=True))})
    draft.same_quota("potential")
    draft.assumptions += [
        f"{f'{lump.unit} {lump.name}'.rstrip()} ({lump.share:.2f} of a fair territory), {option.name}: {option.words}.",
        "Parts of a unit lie at its centre, with its potential, leads and area in these shares.",
        "The same total quota is dealt by potential.",
    ]
    return draft


def _pooled(draft: Draft, option: Option) -> None:
    """Give each rep of a pool an equal part of each unit that any of them has."""
    alignment = draft.tables["plan.alignment"]
    equal = dict(zip(option.reps, option.parts, strict=True))
    theirs = [unit for unit, rep in zip(alignment["unit"], alignment["rep"], strict=True) if rep in equal]
    take_apart(draft, dict.fromkeys(theirs, equal))
    draft.assumptions.append("In the pool leads go in equal parts to each rep, not to whoever is free.")


def _hired(draft: Draft, lump: Lump, option: Option) -> None:
    """Let reps start on the first day who live in the unit and share what its rep gives up."""
    kept, new = option.parts[0], _new_ids(draft, lump.rep, option.hires)
    shares = {lump.rep: kept} if kept > 0 else {}
    shares |= dict.fromkeys(new, (1.0 - kept) / option.hires)
    reps = draft.tables["tables.reps"]
    place = reps["id"].index(lump.rep)
    for name, values in reps.items():
        fresh = {"home": lump.unit, "hired": draft.scenario.run.start, "skill": 1.0}.get(name, values[place])
        values.extend(new if name == "id" else [fresh] * len(new))
    take_apart(draft, {lump.unit: shares})
    draft.assumptions.append(
        f"Who is hired ({', '.join(new)}) starts on {draft.scenario.run.start:%Y-%m-%d} with average skill, like "
        f"{lump.rep} in everything else, and ramps where the scenario has ramps."
    )


def _new_ids(draft: Draft, rep: str, count: int) -> list[str]:
    """Return ids that nobody has."""
    known, number, found = set(draft.reps), 2, list[str]()
    while len(found) < count:
        name = f"{rep}-{number}"
        found += [] if name in known else [name]
        number += 1
    return found
