"""A rule of the user's own, as a scenario names it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import ConfigDict, model_validator

from sim.document import AsTuple, Document, Id, Real


class Setting(Document):
    """One setting of a rule of the user's own."""

    id: Id
    to: Real | bool | str


class OwnRule(Document):
    """The name that a rule was registered by; every further word is a setting of it."""

    # Editors must not mark the settings, which stand beside the name in a file.
    model_config = ConfigDict(json_schema_extra={"additionalProperties": True})

    name: Id
    settings: Annotated[tuple[Setting, ...], AsTuple] = ()

    @model_validator(mode="before")
    @classmethod
    def _collect(cls, given: Any) -> Any:  # noqa: ANN401 - a validator sees whatever the file holds
        """Take the words that are no field for settings, in the order of their names."""
        if not isinstance(given, Mapping):
            return given
        fields = {name: value for name, value in given.items() if name in cls.model_fields}
        extra = [{"id": name, "to": given[name]} for name in sorted(given.keys() - fields.keys())]
        return {**fields, "settings": [*fields.get("settings", ()), *extra]} if extra else fields

    def values(self) -> dict[str, float | bool | str]:
        """Return the settings by name."""
        return {setting.id: setting.to for setting in self.settings}
