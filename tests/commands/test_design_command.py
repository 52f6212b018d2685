"""``evenfield design`` from the outside: a file that extends its input, exit codes, and words for the infeasible."""

import json
import subprocess
import sys
from pathlib import Path

import scenarios

SMALL = Path(__file__).with_name("small.yaml")


def evenfield(*words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "evenfield", *words]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)


def test_a_design_is_a_scenario_that_extends_its_input_and_is_simulated(tmp_path):
    (tmp_path / "small.yaml").write_text(SMALL.read_text(encoding="utf-8"), encoding="utf-8")

    done = evenfield(
        "design", "small.yaml", "--out", "new.yaml", "--band", "0.25", "-n", "3", "--json", cwd=tmp_path
    )

    told = json.loads(done.stdout)
    new = scenarios.load(tmp_path / "new.yaml")
    assert done.returncode == 0, done.stderr
    assert told["design"]["territory"]["status"] == "optimal"
    assert told["design"]["territory"]["gap"] <= 1e-6
    # Potential 100, 200, 100, 100: two reps get 200 and 300, a fifth off the average of 250.
    assert [row["kpi"] for row in told["comparison"]["rows"]][:2] == ["bookings", "shipped_revenue"]
    assert new.plan.quotas.method == "potential"
    assert (tmp_path / "new.yaml").read_text(encoding="utf-8").count("extends: small.yaml") == 1


def test_bands_that_cannot_be_kept_are_exit_3_with_the_clash_and_the_way_out(tmp_path):
    (tmp_path / "small.yaml").write_text(SMALL.read_text(encoding="utf-8"), encoding="utf-8")

    done = evenfield("design", "small.yaml", "--out", "new.yaml", "-n", "2", cwd=tmp_path)

    assert done.returncode == 3
    assert "these clash: potential of ada" in done.stderr
    assert "try a band of" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "new.yaml").exists()


def test_kept_quotas_stay_as_they_are(tmp_path):
    (tmp_path / "small.yaml").write_text(SMALL.read_text(encoding="utf-8"), encoding="utf-8")

    done = evenfield(
        "design",
        "small.yaml",
        "--out",
        "new.yaml",
        "--band",
        "0.25",
        "--quotas",
        "keep",
        "-n",
        "2",
        cwd=tmp_path,
    )

    assert done.returncode == 0, done.stderr
    assert scenarios.load(tmp_path / "new.yaml").plan.quotas == scenarios.load(SMALL).plan.quotas
