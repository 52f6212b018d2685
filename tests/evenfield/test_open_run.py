"""A kept study opened for reading: frames, KPIs, comparison, questions in SQL."""

import pytest
from toy_study import parts, run_study

import evenfield as ef
from evenfield.study.compact import compact
from evenfield.study.folder import StudyFolderError
from evenfield.study.query import QueryError
from evenfield.study.summary import studies_in, summary


@pytest.fixture
def study(tmp_path):
    return run_study(tmp_path / "runs" / "first")


@pytest.fixture(params=["parts", "packs", "both"])
def opened(request, tmp_path):
    """One study in three forms: as it was made, packed, and packed with newer parts beside."""
    study = run_study(tmp_path / "it's [here]*", 4 if request.param == "both" else 5)
    if request.param != "parts":
        compact(study.store)
    run_study(study.path, 5)
    return ef.open_run(study.path)


def test_sql_sees_every_replication_once(opened):
    answer = opened.sql(
        "SELECT scenario, count(*) AS n, sum(value) AS bookings FROM results GROUP BY scenario ORDER BY scenario"
    )

    # 100 x (0 + 1 + 2 + 3 + 4) = 1000, and 5 times the letters of "other" (25) or "toy" (15).
    assert answer.to_dict("list") == {"scenario": ["other", "toy"], "n": [5, 5], "bookings": [1025.0, 1015.0]}


def test_sql_and_frames_hold_the_same(opened):
    rows = opened.sql("SELECT replication, value FROM results WHERE scenario = 'toy' ORDER BY replication")

    assert rows["value"].tolist() == opened.frame("toy")["value"].tolist()


def test_kpis_have_intervals_by_scenario(opened):
    kpis = opened.kpis()

    # Bookings 3, 103, 203, 303, 403: mean 203, sd 158.114; half-width t(4; 0.975) x sd / sqrt 5
    # = 2.776445 x 158.114 / 2.236068 = 196.324.
    row = kpis.loc[("toy", "bookings")]
    assert (row["mean"], row["low"], row["high"]) == pytest.approx((203.0, 6.676, 399.324), abs=1e-3)


def test_a_study_is_compared_as_it_was_asked(opened):
    (row,) = [row for row in opened.compare().of("other") if row.kpi == "bookings"]

    assert opened.scenarios == ("toy", "other")
    assert (row.difference, row.low, row.high) == (2.0, 2.0, 2.0)  # "other" has two letters more than "toy"


@pytest.mark.parametrize(
    "sql",
    [
        "DROP VIEW results",
        "SELECT 1; SELECT 2",
        "COPY results TO 'stolen.csv'",
        "ATTACH 'other.db'",
        "INSERT INTO results VALUES (1)",
        "SET threads = 1",
        "",
        "SELEKT 1",
        "SELECT * FROM nothing",
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM 'https://example.org/x.parquet'",
        "SELECT getenv('HOME')",
    ],
)
def test_sql_can_only_read_and_only_these_results(study, sql):
    before = parts(study)

    with pytest.raises(QueryError):
        ef.open_run(study.path).sql(sql)

    assert parts(study) == before


def test_an_unknown_scenario_is_named_with_those_there_are(study):
    with pytest.raises(LookupError, match="no scenario 'toi'; it has toy, other"):
        ef.open_run(study.path).frame("toi")


def test_an_unfinished_study_gives_no_numbers(study):
    study.store.part(study.store.loose()[0]).unlink()

    with pytest.raises(StudyFolderError, match="1 of 3 parts"):
        ef.open_run(study.path).sql("SELECT 1 FROM results")


def test_a_study_in_short(study):
    study.store.part(study.manifest().scenarios[0].parts[0]).unlink()

    (found,) = studies_in([study.path.parent])
    short = summary(found)

    assert (short.scenarios, short.done, short.total) == (("toy", "other"), 8, 10)
    assert short.bytes == sum(file.stat().st_size for file in study.path.rglob("*") if file.is_file())
