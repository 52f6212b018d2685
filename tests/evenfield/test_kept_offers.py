"""Offers of levers on disk: found again by the same program, made anew by another; and a search out of time."""

import time
from pathlib import Path

import pytest

import scenarios
from evenfield.design import kept
from evenfield.design.deadline import Deadline
from evenfield.design.kept import KeptOffers
from evenfield.study.run import Quiet
from optimize.design import Draft
from optimize.design.judging import OutOfTimeError
from optimize.design.turning import Offer
from optimize.turn import Turn

SMALL = Path(__file__).parents[1] / "commands" / "small.yaml"


def test_an_offer_is_found_again_but_not_by_another_version_of_the_program(tmp_path, monkeypatch):
    scenario = scenarios.load(SMALL)
    draft = Draft(scenario)
    offer = Offer(draft, Turn("pay", scenario.plan, ()))
    KeptOffers(tmp_path, str(SMALL), scenario).save("a" * 64, draft, offer)

    again = KeptOffers(tmp_path, str(SMALL), scenario).load("a" * 64, draft)
    monkeypatch.setattr(kept, "package_hash", lambda _: "another version of the levers")
    later = KeptOffers(tmp_path, str(SMALL), scenario).load("a" * 64, draft)

    assert again is not None
    assert again.draft.state() == draft.state()
    assert later is None


def test_a_study_breaks_off_when_the_time_is_up_unless_it_is_done():
    late = Deadline(Quiet(), time.monotonic() - 1)

    late.at(4, 4)
    Deadline(Quiet(), time.monotonic() + 60).at(1, 4)
    with pytest.raises(OutOfTimeError):
        late.at(1, 4)
