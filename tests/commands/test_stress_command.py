"""``evenfield stress`` as a user runs it, in a world of two reps."""

import json

import pytest

MINE = """stresses:
  - {kind: lead-drought, id: north, leads: 0.5, months: [1]}
"""


def test_plans_are_stressed_written_and_taken_up_again(desk):
    (desk.folder / "mine.yaml").write_text(MINE)
    words = ("-n", "2", "--stresses", "mine.yaml", "--workers", "1", "--out", "out", "--json")
    asked = ("stress", "small.yaml", "roomy.yaml", *words)
    done = desk.run(*asked)
    assert done.exit_code == 0, done.stderr
    told = json.loads(done.stdout)
    again = desk.run(*asked)

    assert told["stresses"][0] == "no stress"
    assert len(told["outcomes"]) == 4
    assert set(told["regret"]["largest"]) == {"small", "roomy"}
    assert "replications" not in again.stderr, "everything was kept"
    assert again.stdout == done.stdout
    page = (desk.folder / "out" / "stress.html").read_bytes()
    assert b"<script" not in page
    assert b'src="http' not in page


def test_stresses_of_ones_own_and_a_tornado(desk):
    (desk.folder / "mine.yaml").write_text(MINE)
    done = desk.run("stress", "small.yaml", "-n", "2", "--stresses", "mine.yaml", "--workers", "1")
    tornado = desk.run("stress", "small.yaml", "-n", "2", "--tornado", "0.1", "--workers", "1")

    assert (done.exit_code, tornado.exit_code) == (0, 0), done.stderr + tornado.stderr
    assert "north" in done.stdout
    assert "base pay" in tornado.stdout


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{kind: lead-drought, regions: [Atlantis]}", "no such region"),
        ("{kind: lead-drought, months: [9]}", "no such month"),
        ("{kind: supply-outage, family: cor}", "did you mean 'core'"),
        ("{kind: recession, leads: 1.5}", "leads"),
        ("{kind: recesion}", "did you mean"),
        ("{kind: recession, lead: 0.1}", "did you mean 'leads'"),
    ],
)
def test_a_wrong_file_is_refused_with_its_place(desk, text, told):
    (desk.folder / "mine.yaml").write_text(f"stresses:\n  - {text}\n")
    done = desk.run("stress", "small.yaml", "--stresses", "mine.yaml")

    assert done.exit_code == 2
    assert "mine.yaml:2" in done.stderr
    assert told in done.stderr


def test_wrong_words_are_told_all_at_once(desk):
    done = desk.run("stress", "small.yaml", "--strength", "recesion=2", "--strength", "-1", "--strength", "x")
    beyond = desk.run("stress", "small.yaml", "--strength", "9")

    assert (done.exit_code, beyond.exit_code) == (2, 2)
    assert "did you mean 'recession'" in done.stderr
    assert done.stderr.count("a factor of 0 or more") == 2
    assert "recession at strength 9" in beyond.stderr


def test_somebody_elses_folder_is_left_alone(desk):
    (desk.folder / "out").mkdir()
    (desk.folder / "out" / "thesis.txt").write_text("mine")
    done = desk.run("stress", "small.yaml", "--out", "out")

    assert done.exit_code == 2
    assert "no stress test" in done.stderr
