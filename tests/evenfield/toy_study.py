"""A small kept study of the toy world, made in a moment."""

from toy_world import ToyWorld

from evenfield.study.folder import Member, StudyFolder
from evenfield.study.run import simulate_many
from evenfield.study.verify import verify

TOY = "toy_world:replicate"
WORLDS = {"toy": ToyWorld(), "other": ToyWorld("other")}


def run_study(path, replications=5, worlds=WORLDS):
    """A study of 2 worlds x (0-1, 2-3, 4)."""
    folder = StudyFolder(path)
    folder.begin(
        [Member(label, f"lib/{label}", world) for label, world in worlds.items()], replications, None
    )
    simulate_many(worlds, replications, store=folder.store, workers=1, task=TOY)
    return folder


def parts(study):
    return {path.name: path.read_bytes() for path in study.store.folder.glob("*.parquet")}


def reasons(study):
    return [one.reason for one in verify(study).bad]
