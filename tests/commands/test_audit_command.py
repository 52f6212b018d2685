"""``evenfield audit`` as a user runs it, in a world of two reps."""

import json


def test_an_audit_is_written_and_taken_up_again(desk):
    asked = ("audit", "small.yaml", "-n", "2", "--workers", "1", "--out", "out", "--json")
    done = desk.run(*asked)
    assert done.exit_code == 0, done.stderr
    told = json.loads(done.stdout)
    again = desk.run(*asked)

    assert {one["scheme"] for one in told["schemes"]} == {
        "hold back",
        "pull forward",
        "cherry-pick",
        "split",
        "discount",
    }
    assert told["schemers"] == 1
    assert again.stdout == done.stdout
    assert "replications" not in again.stderr, "everything was kept"
    page = (desk.folder / "out" / "audit.html").read_bytes()
    assert b"<script" not in page
    assert b'src="http' not in page


def test_one_rep_schemes_who_must_be_one(desk):
    done = desk.run("audit", "small.yaml", "-n", "2", "--rep", "ad")
    other = desk.run("audit", "small.yaml", "-n", "2", "--schemes", "split,hold bak")

    assert (done.exit_code, other.exit_code) == (2, 2)
    assert "did you mean 'ada'" in done.stderr
    assert "did you mean 'hold back'" in other.stderr
