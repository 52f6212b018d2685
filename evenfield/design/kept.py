"""Offers of levers kept in a folder: each a scenario file that extends the input, and what was proved, as JSON."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

import optimize
import scenarios
from evenfield.design.versions import SOLVERS
from evenfield.study.blocks import package_hash, source_hash
from evenfield.study.files import write_atomically
from evenfield.variant import write_changed
from optimize.design.draft import Charges, Draft
from optimize.design.turning import Account, Offer
from optimize.turn import Proof, Turn
from sim.scenario import Scenario


class KeptOffers:
    """
    Offers by key, as ``KEY.yaml`` with its tables, and ``KEY.json``, which is written last.

    A scenario file holds no program, so that a folder may come from anywhere. What another version of the levers, of
    the simulation or of a solver offered is not found again, and made anew.

    Parameters
    ----------
    folder
        Made when there is none.
    given
        Name or file of the input, which the files extend.
    scenario
        The input as it is run.
    """

    def __init__(self, folder: Path, given: str, scenario: Scenario) -> None:
        self._folder, self._given, self._scenario = folder, given, scenario
        self._made_with = " ".join(
            [source_hash(), package_hash(optimize), *(f"{name} {version(name)}" for name in SOLVERS.values())]
        )

    def load(self, key: str, draft: Draft) -> Offer | None:
        """Return the offer kept under a key; ``None`` when there is none that can be read and is what it was."""
        try:
            told: Any = json.loads(self._file(key, "json").read_text(encoding="utf-8"))
            read = scenarios.load(self._file(key, "yaml"))
            changed = read.model_copy(
                update={"run": self._scenario.run, "name": draft.scenario.name, "title": draft.scenario.title}
            )
            if changed.fingerprint() != told["fingerprint"]:
                return None
            charges = Charges(told["charges"]["once"], told["charges"]["per_unit"])
            proofs = tuple(Proof(**proof) for proof in told["proofs"])
            turn = Turn(told["lever"], changed.plan, proofs, tuple(told["notes"]), tuple(told["assumed"]))
            account = Account(tuple(told["account"]["lines"]), told["account"]["data"])
            return Offer(Draft(changed, charges), turn, account, told["idle"])
        except (OSError, ValueError, KeyError, TypeError):
            return None  # it is made again

    def save(self, key: str, draft: Draft, offer: Offer) -> None:
        """
        Keep an offer.

        Raises
        ------
        OSError
            When the disk refuses.
        """
        turn, scenario = offer.turn, offer.draft.scenario
        file = self._file(key, "yaml")
        write_changed(file, self._given, self._scenario, scenario, f"evenfield design, lever {turn.lever}")
        told = {
            "lever": turn.lever,
            "fingerprint": scenario.fingerprint(),
            "charges": {
                "once": dict(offer.draft.charges.once),
                "per_unit": dict(offer.draft.charges.per_unit),
            },
            "proofs": [asdict(proof) for proof in turn.proofs],
            "notes": list(turn.notes),
            "assumed": list(turn.assumed),
            "idle": offer.idle,
            "account": {"lines": list(offer.account.lines), "data": dict(offer.account.data)},
        }
        content = json.dumps(told, indent=2, ensure_ascii=False) + "\n"
        write_atomically(self._file(key, "json"), content.encode())

    def _file(self, key: str, kind: str) -> Path:
        """Return the file of a key as this version of the program has it."""
        name = hashlib.sha256(f"{key} {self._made_with}".encode()).hexdigest()
        return self._folder / f"{name}.{kind}"
