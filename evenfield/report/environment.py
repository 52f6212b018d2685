"""How pages are filled in: every value escaped, a name that is missing an error."""

from __future__ import annotations

from jinja2 import Environment, PackageLoader, StrictUndefined


def page_environment() -> Environment:
    """Return an environment for the templates of this folder; who asks adds filters of his own."""
    return Environment(
        loader=PackageLoader("evenfield.report", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
