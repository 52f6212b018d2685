"""The report page: whole, offline, safe, the same bytes."""

from __future__ import annotations

import re

import fake_study
import matplotlib as mpl
import pandas as pd
import pytest
from fake_study import FACTS, REP_IDS, results, scenario, study

import scenarios as reader
from evenfield.comparison import compare
from evenfield.report import write_report
from sim.scenario import Assumption
from sim.table import Table

SECTIONS = (
    "headline",
    "comparison",
    "territories",
    "attainment",
    "payout",
    "supply",
    "pay-changes",
    "behaviour",
    "assumptions",
    "differences",
    "method",
)
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture(autouse=True)
def borders_of_the_grid(monkeypatch):
    monkeypatch.setattr(reader, "read_borders", lambda _path: fake_study.grid_borders(), raising=False)


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    scenarios, frames = study()
    path = tmp_path_factory.mktemp("report") / "report.html"
    return write_report(path, scenarios, frames, compare(frames), FACTS).read_text()


def one_scenario(tmp_path, given, frame, **settings):
    return write_report(tmp_path / "r.html", {given.name: given}, {given.name: frame}, **settings).read_text()


def test_every_section_is_there_and_in_the_contents(page):
    assert re.findall(r'<section id="([a-z-]+)"', page) == list(SECTIONS)
    assert re.findall(r'<a href="#([a-z-]+)"', page)[: len(SECTIONS)] == list(SECTIONS)


def test_the_page_runs_nothing_and_asks_for_nothing(page):
    assert "<script" not in page.lower()
    assert "http" not in re.sub(r"http-equiv", "", page)
    assert {found[:5] for found in re.findall(r'src="([^"]+)', page)} == {"data:"}
    assert {found[:1] for found in re.findall(r'href="([^"]+)', page)} == {"#"}
    assert "url(" not in page


def test_the_browser_is_told_to_load_nothing(page):
    assert "content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\"" in page


def test_every_picture_says_what_it_shows(page):
    alts = re.findall(r'<img [^>]*alt="([^"]*)"', page)

    # 2 maps, 3 histograms, 3 curves, 3 scenarios by all and 2 families, 2 of pay changes, 1 of grades.
    assert len(alts) == 2 + 3 + 3 + 9 + 2 + 1
    assert all(len(alt) > 20 for alt in alts)


def test_the_same_study_gives_the_same_bytes_in_any_style(tmp_path, page):
    scenarios, frames = study()
    with mpl.rc_context({"font.size": 30, "axes.facecolor": "red"}):
        again = write_report(tmp_path / "again.html", scenarios, frames, compare(frames), FACTS)

    assert again.read_text() == page


def test_drawing_leaves_the_users_style_alone(tmp_path):
    before = dict(mpl.rcParams)
    one_scenario(tmp_path, scenario(), results(replications=2))

    assert dict(mpl.rcParams) == before


def test_hostile_names_are_text(tmp_path):
    frame = results(replications=3, reps=[HOSTILE, *REP_IDS[1:]])
    frames = {"today": frame, HOSTILE: frame}
    scenarios = {"today": scenario(), HOSTILE: scenario("other")}
    text = write_report(
        tmp_path / "r.html", scenarios, frames, None, {HOSTILE: HOSTILE}, names=True
    ).read_text()

    assert "<script" not in text
    assert text.count("&lt;script&gt;alert(1)&lt;/script&gt;") > 5


def test_a_hostile_path_of_a_parameter_is_text(tmp_path):
    told = Assumption(path=f"a_b.{HOSTILE}", value=HOSTILE, source=HOSTILE, grade="guess")
    given = scenario().model_copy(update={"assumptions": (told,)})
    text = one_scenario(tmp_path, given, results(replications=2))

    assert "<script" not in text
    assert "a_<wbr>b.<wbr>&lt;script&gt;" in text


def test_a_dollar_or_a_foreign_letter_in_a_name_is_drawn_as_text(tmp_path):
    frame = results(replications=2)
    labels = {"$\\frac{$": scenario(), "東": scenario("b")}

    assert "東" in write_report(tmp_path / "r.html", labels, dict.fromkeys(labels, frame)).read_text()


def test_reps_have_pseudonyms_unless_names_are_asked_for(tmp_path, page):
    scenarios, frames = study()
    named = write_report(tmp_path / "r.html", scenarios, frames, names=True).read_text()

    assert "anon-07" in page
    assert not any(rep in page for rep in REP_IDS)
    assert all(rep in named for rep in REP_IDS)


def test_with_few_reps_nobody_is_shown_alone(tmp_path):
    frames = {"a": results(reps=REP_IDS[:4]), "b": results(0.05, reps=REP_IDS[:4])}
    text = write_report(tmp_path / "r.html", {"a": scenario(), "b": scenario()}, frames).read_text()

    assert "fewer than 5 reps" in text
    assert "anon-" not in text


def test_the_headline_says_what_is_sure(page):
    assert "<b>Worse for sure:</b> compensation cost +12.3 % (+" in page
    assert "Exactly the same: bookings, shipped revenue" in page


def test_a_world_with_outlines_has_maps_before_and_after(tmp_path):
    scenarios, frames = study()
    scenarios = {name: each.model_copy(update={"borders": "x"}) for name, each in scenarios.items()}
    text = write_report(tmp_path / "r.html", scenarios, frames).read_text()

    assert text.count("data:image/png") == 2  # today and balanced; uncapped has today's alignment
    assert "Same alignment as today: uncapped." in text
    assert "12 of 60 (" in text
    assert "no outlines" not in text


def test_a_world_without_outlines_has_dots_and_says_so(page):
    assert "This world has no outlines" in page
    assert page.count("data:image/png") == 2


def test_a_world_without_geography_has_no_map_and_says_so(tmp_path):
    text = one_scenario(tmp_path, scenario(on_the_map=False), results(replications=2))

    assert "This world has no geography" in text
    assert "data:image/png" not in text


def test_one_scenario_is_reported_without_comparison(tmp_path):
    text = one_scenario(tmp_path, scenario(), results(replications=2))

    assert '<section id="comparison">' not in text
    assert "there is nothing to compare it to" in text


def test_one_replication_is_reported_as_telling_nothing(tmp_path):
    frames = {"a": results(replications=1), "b": results(0.1, replications=1)}
    text = write_report(tmp_path / "r.html", {"a": scenario(), "b": scenario()}, frames).read_text()

    assert "cannot tell (run at least 1 more)" in text


def test_facts_of_the_study_are_listed_with_nested_ones(tmp_path):
    text = one_scenario(
        tmp_path,
        scenario(),
        results(replications=2),
        study_facts={"packages": {"numpy": "2.4"}, "none": None},
    )

    assert "<dt>packages: numpy</dt><dd>2.4</dd>" in text
    assert "<dt>none</dt>" not in text


@pytest.mark.parametrize(("scenarios", "frames"), [({}, {}), ({"a": None}, {"b": None})])
def test_scenarios_and_results_must_have_the_same_labels(tmp_path, scenarios, frames):
    with pytest.raises(ValueError, match="must have the same labels"):
        write_report(tmp_path / "r.html", scenarios, frames)


def test_results_without_reps_or_months_are_still_reported(tmp_path):
    whole = results(replications=2)
    whole = whole[(whole["entity"] == "") & (whole["month"] == 0)]
    text = one_scenario(tmp_path, scenario(), pd.DataFrame(whole))

    assert "The results hold no attainment." in text
    assert "The results hold no monthly bookings." in text


def test_scenarios_of_different_worlds_are_reported_side_by_side(tmp_path):
    here, there = scenario("here"), scenario("there")
    units, reps = there.tables.units, there.tables.reps
    other_units = Table.of(units.spec, dict(units.columns) | {"id": [f"x{unit}" for unit in units["id"]]})
    other_reps = Table.of(reps.spec, dict(reps.columns) | {"home": [f"x{unit}" for unit in reps["home"]]})
    tables = there.tables.model_copy(update={"units": other_units, "reps": other_reps})
    moved = there.model_copy(update={"tables": tables})
    frame = results(replications=2)
    text = write_report(
        tmp_path / "r.html", {"here": here, "there": moved}, {"here": frame, "there": frame}
    ).read_text()

    assert "there: other units than here: not the same luck for every lead, so the pairing says less." in text
    assert text.count("data:image/png") == 2
