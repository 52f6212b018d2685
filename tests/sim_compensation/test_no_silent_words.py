"""No choice of a plan on deals has a default: it is asked for, or it belongs to a mechanism that is not used."""

from types import UnionType
from typing import Literal, Union, get_args, get_origin

from pydantic import BaseModel

from sim.compensation.deals import DealPlan

# Nothing said is a meaning of its own here, and the plan is refused where the word is needed.
NEEDED_WITH = {
    "Band.knot_rule": "a tier that differs from its component",
    "Currency.payout_rate_date": "payout: payee",
    "DealDraw.on_exit": "a recoverable draw",
    "DealDraw.recovery_floor": "a recoverable draw",
    "DealDraw.resets": "a recoverable draw",
    "Release.event": "a part that is not paid after days",
    "Stream.event": "a stream credited by another event than the plan's",
    "Stream.via": "crediting rules",
    "Tiers.boundary": "tiers that re-rate",
}


def literals(annotation):
    """All choices within an annotation."""
    if get_origin(annotation) is Literal:
        return [get_args(annotation)]
    return [found for inner in get_args(annotation) for found in literals(inner)]


def models(annotation, seen):
    """All documents within an annotation, each once."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        if annotation not in seen:
            seen.add(annotation)
            for field in annotation.model_fields.values():
                models(field.annotation, seen)
    elif get_args(annotation):
        for inner in get_args(annotation):
            models(inner, seen)
    return seen


def own_choices(annotation):
    """The choices of a field itself, without those of documents in it."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return []
    if get_origin(annotation) in {Union, UnionType, tuple}:
        return [found for inner in get_args(annotation) for found in own_choices(inner)]
    return literals(annotation)


def test_every_choice_is_asked_for_where_its_mechanism_is_used():
    optional = {
        f"{model.__name__}.{name}"
        for model in models(DealPlan, set())
        for name, field in model.model_fields.items()
        if not field.is_required() and any(len(words) > 1 for words in own_choices(field.annotation))
    }

    assert optional == set(NEEDED_WITH)


def test_a_plan_has_many_choices():
    choices = [
        words
        for model in models(DealPlan, set())
        for field in model.model_fields.values()
        for words in own_choices(field.annotation)
        if len(words) > 1
    ]

    assert len(choices) > 40
