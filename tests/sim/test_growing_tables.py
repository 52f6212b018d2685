"""Tables of the compiled flow that are full grow in the midst of a run, and the log does not show it."""

from __future__ import annotations

from two_engines import first_other_event
from worlds import sales_force

from sim.engine.compiled import run
from sim.engine.compiled.events import CHUNK_ROWS
from sim.engine.compiled.flow import CompiledFlow

USED = {
    "customer": "customers",
    "order": "orders",
    "want": "wants",
    "chunk": "chunks",
    "soon": "soon",
    "following": "following_end",
    "task": "tasks",
}
GREW: set[str] = set()
"""Tables that were replaced by larger ones."""


class TightFlow(CompiledFlow):
    """A flow that begins with tables without a row to spare."""

    def __init__(self, *given):
        super().__init__(*given)
        state = self._state[0]
        rows = {name: int(state[used]) for name, used in USED.items()}
        rows |= {"event": rows["chunk"] * CHUNK_ROWS, "bond": rows["customer"], "due": 0, "slot": 0}
        for name, n_rows in rows.items():
            self._replace(name, self._tables[name][:n_rows].copy())
        self._is_tight = True

    def _replace(self, name, table):
        if getattr(self, "_is_tight", False) and len(table) > len(self._tables[name]):
            GREW.add(name)
        super()._replace(name, table)


def test_tables_grow_without_a_trace(monkeypatch):
    changes = {"run": {"months": 2}, "customers": {"opening": 60.0, "reorder_mean_days": 20.0}}
    scenario = sales_force(**changes)
    ample = run.run_compiled(scenario, 0, by_the_day=True).log
    monkeypatch.setattr(run, "CompiledFlow", TightFlow)

    tight = run.run_compiled(scenario, 0, by_the_day=True).log

    assert first_other_event(ample, tight) == ""
    assert sorted(GREW) == sorted([*USED, "event", "bond", "due", "slot"])
