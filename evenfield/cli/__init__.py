"""The commands. Only this package prints; what takes time to import is imported inside the command that needs it."""

from evenfield.cli.app import main

__all__ = ["main"]
