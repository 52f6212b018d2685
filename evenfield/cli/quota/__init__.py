"""``evenfield quota``: quotas set in the world that answers to them, audited, and split over margins."""

from __future__ import annotations

from typing import Any

import typer
from typer.core import TyperGroup

from evenfield.cli.quota.audit import audit
from evenfield.cli.quota.set import set_
from evenfield.cli.quota.split import split


class _SetsByDefault(TyperGroup):
    """A group whose first word may be a scenario: then ``set`` is meant."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401 - typer's own signature
        """Put ``set`` in front of what is no command."""
        if args and args[0] not in self.commands and args[0] != "--help":
            args = ["set", *args]
        return super().parse_args(ctx, args)


quota = typer.Typer(
    cls=_SetsByDefault,
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    help="Set quotas that hold when simulated (set, which may be left out), audit them, split them over margins.",
    epilog="Example:  evenfield quota us-field-force/today --out new.yaml --total 40e6 --attain 0.5:0.7",
)

for name, command in (("set", set_), ("audit", audit), ("split", split)):
    quota.command(name, no_args_is_help=True)(command)

__all__ = ["quota"]
