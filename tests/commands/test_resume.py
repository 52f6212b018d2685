"""Killed or interrupted in the middle, then the same command: the same bytes as never interrupted."""

import os
import re
import signal
import time

import pytest

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
# 1,200 leads a year for 2 months and 10 days: 11 replications a block, so blocks 0-10 and 11 of each scenario.
COMPARE = ("compare", "small.yaml", "roomy.yaml", "-n", "12", "--out")


def until_a_part_is_kept(desk, process):
    for _ in range(1200):
        if desk.parts("cut"):
            return
        assert process.poll() is None, process.communicate()
        time.sleep(0.02)
    process.kill()
    pytest.fail("no part was kept")


def test_sigkill_and_the_same_command_give_the_same_bytes(desk):
    process = desk.start(*COMPARE, "cut", "--workers", "2")
    until_a_part_is_kept(desk, process)
    process.kill()
    process.communicate()
    kept = len(desk.parts("cut"))

    again = desk.run(*COMPARE, "cut", "--workers", "1")
    whole = desk.run(*COMPARE, "whole", "--workers", "1")

    assert (again.exit_code, whole.exit_code) == (0, 0), again.stderr
    assert 0 < kept < 4
    assert desk.parts("cut") == desk.parts("whole")
    for name in ("comparison.json", "comparison.csv"):
        assert (desk.folder / "cut" / name).read_bytes() == (desk.folder / "whole" / name).read_bytes()


def test_ctrl_c_says_what_is_saved_and_ends_with_130(desk):
    process = desk.start(*COMPARE, "cut", "--workers", "1")
    until_a_part_is_kept(desk, process)

    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)

    kept = len(desk.parts("cut"))
    assert process.returncode == 130
    assert kept < 4
    assert re.search(r"\d+/24 saved, run the same command to resume", err)
    assert out == ""
    assert "Traceback" not in err
