"""Many small parts into one file a scenario: the same results, fewer and smaller files."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from evenfield.study.errors import StoreError, UnreadablePartError
from evenfield.study.files import sweep, write_atomically
from evenfield.study.packs import Pack, encode_pack, pack_file
from evenfield.study.sidecar import Sidecar
from evenfield.study.store import PartStore
from evenfield.study.verify import part_faults


@dataclass(frozen=True)
class Packed:
    """What became of the parts of one scenario: where they are now, how many, and their size [bytes]."""

    label: str
    pack: Path
    parts: int
    bytes_before: int
    bytes_after: int


def compact(store: PartStore) -> list[Packed]:
    """
    Put the parts of each scenario into one pack, added to the pack there is; nothing to do gives no entry.

    The pack is written whole before the first part is removed, so that being killed at any moment loses
    nothing: a part that is in a pack and in a file of its own is one part.

    Raises
    ------
    StoreError
        When the disk refuses, or something here is damaged; then nothing of that scenario has changed.
    """
    sweep(store.folder)
    groups: dict[Path, dict[str, Sidecar]] = defaultdict(dict)
    try:
        for key in store.loose():
            _refuse_faulty(store, key)
            about = store.sidecar(key)
            groups[pack_file(store.folder, about)][key] = about
        return [_pack(store, path, groups[path]) for path in sorted(groups)]
    except UnreadablePartError as error:
        raise StoreError(f"{error}; not packed. `evenfield runs verify` names all that is damaged") from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise StoreError(f"{store.folder}: could not write a pack ({reason}); the parts are whole") from error


def _pack(store: PartStore, path: Path, loose: dict[str, Sidecar]) -> Packed:
    """Write the pack of one scenario and remove the parts that are in it."""
    before = [path] if path.is_file() else []
    old = Pack(path) if before else None
    about = {**(old.sidecars if old else {}), **loose}
    frames = {key: old.load(key) for key in old.sidecars if key not in loose} if old else {}
    frames |= {key: store.load(key) for key in loose}
    files = [file for key in loose for file in (store.part(key), store.beside(key))]
    size = _size([*before, *files])
    write_atomically(path, encode_pack(frames, about))
    for file in files:
        file.unlink(missing_ok=True)
    label = str(next(iter(loose.values()))["label"])
    return Packed(label, path, len(about), size, _size([path]))


def _refuse_faulty(store: PartStore, key: str) -> None:
    """Raise UnreadablePartError for a part that ``verify`` would name: in a pack it would pass for a right one."""
    for reason in part_faults(store, key):
        raise UnreadablePartError(f"{store.part(key)}: {reason}")


def _size(files: Sequence[Path]) -> int:
    return sum(file.stat().st_size for file in files)
