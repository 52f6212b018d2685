"""The restructures of who does what: merge, vertical, hunters, acquisition."""

from __future__ import annotations

from typing import Annotated

import typer

from evenfield.cli.options import AsJson, Replications, ScenarioName, Seed, Workers
from evenfield.cli.restructure.options import Out, Pack, names


def merge(  # noqa: PLR0913, PLR0917 - one parameter an option
    given: ScenarioName,
    team: Annotated[str, typer.Option("--team", metavar="REP[,REP]", help="Reps of the one team.")],
    with_team: Annotated[str, typer.Option("--with-team", metavar="REP[,REP]", help="Reps of the other.")],
    out: Out,
    release: Annotated[str, typer.Option("--release", metavar="REP[,REP]", help="Reps who leave.")] = "",
    pack: Pack = None,
    replications: Replications = 20,
    workers: Workers = None,
    seed: Seed = None,
    as_json: AsJson = False,
) -> None:
    """
    Merge two teams: their units are dealt anew to all who stay.

    Example:  evenfield restructure merge us-field-force/today --team R09,R10 --with-team R11 --out one.yaml
    """
    from evenfield.cli.restructure.writing import Study, written  # noqa: PLC0415 - keeps `evenfield --help` fast
    from evenfield.restructure import teams  # noqa: PLC0415

    study = Study(pack, replications, workers, seed, as_json)
    written(
        given, out, "merge", lambda s: teams.merge(s, names(team), names(with_team), names(release)), study
    )


def vertical(  # noqa: PLR0913, PLR0917 - one parameter an option
    given: ScenarioName,
    verticals: Annotated[
        str,
        typer.Option(
            "--verticals",
            metavar="FAMILY[+FAMILY],...",
            help="Product families; + joins those of one.",
        ),
    ],
    out: Out,
    pack: Pack = None,
    replications: Replications = 20,
    workers: Workers = None,
    seed: Seed = None,
    as_json: AsJson = False,
) -> None:
    """
    Turn a geographic force vertical: each group of product families has reps of its own all over the map.

    Example:  evenfield restructure vertical us-field-force/today --verticals consumables,equipment+systems --out v.yaml
    """
    from evenfield.cli.restructure.writing import Study, written  # noqa: PLC0415 - keeps `evenfield --help` fast
    from evenfield.restructure import roles  # noqa: PLC0415

    groups = [[part.strip() for part in group.split("+")] for group in names(verticals)]
    study = Study(pack, replications, workers, seed, as_json)
    written(given, out, "vertical", lambda s: roles.vertical(s, groups), study)


def hunters(  # noqa: PLR0913, PLR0917 - one parameter an option
    given: ScenarioName,
    out: Out,
    share: Annotated[float, typer.Option(min=0.01, max=0.99, help="Share of the reps who farm.")] = 0.25,
    farmers: Annotated[
        str, typer.Option("--farmers", metavar="REP[,REP]", help="Who farms; else reps spread over the map.")
    ] = "",
    pack: Pack = None,
    replications: Replications = 20,
    workers: Workers = None,
    seed: Seed = None,
    as_json: AsJson = False,
) -> None:
    """
    Split a force in hunters, who win new customers, and farmers, who serve those there are.

    Example:  evenfield restructure hunters us-field-force/today --share 0.3 --out split.yaml --pack split -n 20
    """
    from evenfield.cli.restructure.writing import Study, written  # noqa: PLC0415 - keeps `evenfield --help` fast
    from evenfield.restructure import roles  # noqa: PLC0415

    study = Study(pack, replications, workers, seed, as_json)
    written(given, out, "hunters and farmers", lambda s: roles.hunters(s, share, names(farmers)), study)


def acquisition(  # noqa: PLR0913, PLR0917 - one parameter an option
    given: ScenarioName,
    count: Annotated[
        int, typer.Option("--count", min=1, metavar="N", help="Reps that the acquired firm brings.")
    ],
    families: Annotated[str, typer.Option("--families", metavar="FAMILY[,FAMILY]", help="What they sell.")],
    out: Out,
    growth: Annotated[
        float, typer.Option(min=0.0, max=10.0, help="Leads that come with it, share of today's.")
    ] = 0.0,
    pack: Pack = None,
    replications: Replications = 20,
    workers: Workers = None,
    seed: Seed = None,
    as_json: AsJson = False,
) -> None:
    """
    Put an acquired sales force beside today's: both call on the same units, each for its product families.

    Example:  evenfield restructure acquisition us-field-force/today --count 12 --families systems --out two.yaml
    """
    from evenfield.cli.restructure.writing import Study, written  # noqa: PLC0415 - keeps `evenfield --help` fast
    from evenfield.restructure import roles  # noqa: PLC0415

    study = Study(pack, replications, workers, seed, as_json)
    written(given, out, "acquisition", lambda s: roles.acquisition(s, count, names(families), growth), study)
