"""``evenfield luck`` as a user runs it, in a world of two reps."""

import json


def test_luck_is_told_written_and_taken_up_again(desk):
    (desk.folder / "record.csv").write_text("rep,year,attainment\nada,2024,1.2\nada,2025,1.1\nben,2025,0.7\n")
    asked = (
        "luck",
        "small.yaml",
        "-n",
        "4",
        "--record",
        "record.csv",
        "--workers",
        "1",
        "--out",
        "out",
        "--json",
    )
    done = desk.run(*asked)
    assert done.exit_code == 0, done.stderr
    told = json.loads(done.stdout)
    again = desk.run(*asked)

    assert [one["name"] for one in told["shares"]] == ["territory", "quota error", "rep", "luck"]
    assert {one["rep"] for one in told["ranking"]} == {"ada", "ben"}
    assert again.stdout == done.stdout
    assert "replications" not in again.stderr, "everything was kept"
    page = (desk.folder / "out" / "luck.html").read_bytes()
    assert b"<script" not in page
    assert b"ada" not in page, "two reps would not be hidden by pseudonyms"


def test_a_record_of_strangers_and_a_single_replication_are_refused(desk):
    (desk.folder / "record.csv").write_text("rep,year,attainment\nadda,2025,1.2\nben,2025,-1\n")
    strangers = desk.run("luck", "small.yaml", "-n", "4", "--record", "record.csv")
    (desk.folder / "record.csv").write_text("rep,year,attainment\nadda,2025,1.2\n")
    stranger = desk.run("luck", "small.yaml", "-n", "4", "--record", "record.csv")
    single = desk.run("luck", "small.yaml", "-n", "1")

    assert (strangers.exit_code, stranger.exit_code, single.exit_code) == (2, 2, 2)
    assert "record.csv:row 2" in strangers.stderr
    assert "did you mean 'ada'" in stranger.stderr
    assert "2 replications" in single.stderr
