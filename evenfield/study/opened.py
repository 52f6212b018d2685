"""A finished study as a user holds it: frames, KPIs, comparison, and questions in SQL."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pandas as pd

from evenfield.comparison import Comparison
from evenfield.comparison import compare as compare_frames
from evenfield.study.folder import Asked, Manifest, StudyFolder
from evenfield.study.query import Source, ask
from evenfield.study.written import kpi_rows


class Run:
    """
    The kept results of a study, as ``evenfield compare --out`` or ``run --out`` left them.

    Nothing is simulated and nothing written. Results are read when they are asked for.
    """

    def __init__(self, path: Path | str) -> None:
        self.folder = StudyFolder(path)
        self._manifest: Manifest = self.folder.manifest()

    @property
    def path(self) -> Path:
        """Return the study's folder."""
        return self.folder.path

    @property
    def scenarios(self) -> tuple[str, ...]:
        """
        Return the scenarios under the names they are shown by, in the order they were given.

        What stands beside them to show an effect, such as "no response curve", has a frame too and is not among them.
        """
        return tuple(asked.label for asked in self._manifest.scenarios if not asked.without)

    @property
    def rules(self) -> dict[str, str]:
        """Return the files of own rules that were loaded: unchanged, changed, missing, or loaded here already."""
        path = self.folder.path
        return {self.folder.reach(kept.given): kept.state(path / kept.given) for kept in self._manifest.rules}

    @property
    def replications(self) -> int:
        """Return how many replications were asked for, of each scenario."""
        return self._manifest.replications

    def frame(self, scenario: str) -> pd.DataFrame:
        """
        Return a scenario's results in tidy form: replication, measure, entity, month, value.

        Raises
        ------
        LookupError
            When the study has no such scenario.
        StudyFolderError
            When some of its parts are missing or damaged.
        """
        return self.folder.results(self._asked(scenario))

    def kpis(self) -> pd.DataFrame:
        """Return every scenario's KPIs, by scenario and KPI id: mean, its 95 % interval and percentiles."""
        rows = [{"scenario": name, **row} for name in self.scenarios for row in kpi_rows(self.frame(name))]
        return pd.DataFrame(rows).set_index(["scenario", "kpi"])

    def compare(self) -> Comparison:
        """Return the paired differences of the later scenarios to the first; ValueError when there is only one."""
        return compare_frames({name: self.frame(name) for name in self.scenarios})

    def sql(self, query: str) -> pd.DataFrame:
        """
        Return the answer to one SELECT over ``results`` (scenario, replication, measure, entity, month, value).

        Raises
        ------
        QueryError
            When it is not one SELECT, or DuckDB cannot answer it.
        StudyFolderError
            When some parts are missing.
        """
        return ask(query, [source for asked in self._manifest.scenarios for source in self._sources(asked)])

    def __repr__(self) -> str:
        """Return what the study is about, on one line."""
        return f"Run({str(self.path)!r}: {', '.join(self.scenarios)}; {self.replications} replications)"

    def _asked(self, scenario: str) -> Asked:
        for asked in self._manifest.scenarios:
            if asked.label == scenario:
                return asked
        raise LookupError(f"{self.path} has no scenario {scenario!r}; it has {', '.join(self.scenarios)}")

    def _sources(self, asked: Asked) -> list[Source]:
        """Return the files of one scenario; from a pack, only the replications that no loose part gives."""
        self.folder.refuse_missing(asked)
        loose: list[Path] = []
        from_loose: list[int] = []
        from_packs: dict[Path, list[int]] = defaultdict(list)
        for key, numbers in self._manifest.blocks(asked):
            pack = self.folder.store.pack_of(key)
            if pack:
                from_packs[pack.path] += numbers
            else:
                loose.append(self.folder.store.part(key))
                from_loose += numbers
        sources = [Source(asked.label, (path,), tuple(numbers)) for path, numbers in from_packs.items()]
        return sources + ([Source(asked.label, tuple(loose), tuple(from_loose))] if loose else [])


def open_run(path: Path | str) -> Run:
    """
    Return a kept study for reading.

    Parameters
    ----------
    path
        The folder that was given as ``--out``.

    Raises
    ------
    StudyFolderError
        When there is no study.
    """
    return Run(path)
