"""From the beginning of a key to the block it names, its scenario, and the block worked again."""

from __future__ import annotations

from collections.abc import Sequence

from evenfield.cli.studies import members
from evenfield.comparison.no_effect import as_it_ran
from evenfield.study.folder import StudyFolder, StudyFolderError
from evenfield.study.replay import Replay, replay
from sim.scenario import Scenario


def replay_block(start: str, studies: Sequence[StudyFolder]) -> Replay:
    """
    Return how the block whose key begins so compares to itself worked now.

    Raises
    ------
    StudyFolderError
        When no block, or more than one, has such a key, or its scenario is not what it was.
    """
    folder, key = _find(start, studies)
    scenario = _scenario(folder, str(folder.store.sidecar(key)["fingerprint"]))
    return replay(folder.store, key, scenario)


def _find(start: str, studies: Sequence[StudyFolder]) -> tuple[StudyFolder, str]:
    """Return the one key that begins so, and a study that keeps it; two studies may share a block."""
    found = {
        key: folder for folder in studies for key in folder.store.kept() if key.startswith(start.lower())
    }
    if len(found) == 1:
        ((key, folder),) = found.items()
        return folder, key
    if found:
        several = ", ".join(key[: len(start) + 4] for key in sorted(found)[:5])
        raise StudyFolderError(f"{len(found)} blocks have a key that begins with {start!r}: {several} ...")
    where = ", ".join(str(folder.path) for folder in studies) or "runs (there is no study)"
    raise StudyFolderError(f"no block has a key that begins with {start!r} in {where}")


def _scenario(folder: StudyFolder, fingerprint: str) -> Scenario:
    """Return the scenario of a block, loaded again from where the study had it."""
    manifest = folder.manifest()
    asked = next((one for one in manifest.scenarios if one.fingerprint == fingerprint), None)
    if asked is None:
        raise StudyFolderError(
            f"{folder.path}: the block is of an earlier study in this folder, whose scenario is not kept"
        )
    folder.require_rules(manifest)
    (member,) = members([folder.reach(asked.given)], manifest.seed)
    scenario = as_it_ran(member.scenario, asked.without)
    if scenario.fingerprint() != fingerprint:
        raise StudyFolderError(
            f"{asked.given} has changed since the block was made; it cannot be worked again"
        )
    return scenario
