"""The day boundary without Mesa, and with reps who have a step of their own."""

import subprocess
import sys

from worlds import sales_force

from sim.agents.rep import Rep
from sim.engine.compiled.run import run_compiled
from sim.engine.model import run_reference

QUIETLY = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from worlds import sales_force
from sim.replicate import replicate
for people in ({}, {"behaviour": {"kind": "steady"}}):
    replicate(sales_force(run={"months": 1}, people=people), [0])
print(sorted({"mesa", "simpy", "numba"} & sys.modules.keys()))
"""


def test_a_compiled_run_waits_neither_for_mesa_nor_for_simpy(request):
    told = subprocess.run(
        [sys.executable, "-c", QUIETLY, str(request.path.parent)], capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == "[]"


def test_a_step_of_ones_own_is_taken_by_both_engines(monkeypatch):
    scenario = sales_force(run={"months": 2})
    usual = run_compiled(scenario, 0)

    def half(rep):
        model = rep.model
        model.flow.begin_day(rep.row, model.day, 0.5, 1.0)

    monkeypatch.setattr(Rep, "step", half)
    lazy, reference = run_compiled(scenario, 0), run_reference(scenario, 0)

    assert lazy.worked_hours.sum() < usual.worked_hours.sum()
    assert (lazy.log.time == reference.log.time).all()
    assert (lazy.log.kind == reference.log.kind).all()
