"""The JSON Schemas (draft 2020-12) of the JSON files, built from their columns."""

from .columns import Column

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema(address: str, title: str, about: dict[str, str], name: str, columns: tuple[Column, ...]) -> dict:
    """Return the schema of an object with the list `name`. `address` is the schema's own URL.

    `about`: the texts beside the list, with what they say.
    """
    return {
        "$schema": DIALECT,
        "$id": address,
        "title": title,
        "type": "object",
        "properties": {
            "$schema": {"const": address, "description": "Address of this schema."},
            "changed": {"type": "string", "format": "date-time", "description": "When the data last changed."},
            **{text: {"type": "string", "description": meaning} for text, meaning in about.items()},
            name: {"type": "array", "items": members(columns)},
        },
        "required": ["$schema", "changed", *about, name],
        "additionalProperties": False,
    }


def members(columns: tuple[Column, ...]) -> dict:
    """Return the schema of an object with exactly these members. Optional members may be null."""
    return {
        "type": "object",
        "properties": {column.name: member(column) for column in columns},
        "required": [column.name for column in columns],
        "additionalProperties": False,
    }


def member(column: Column) -> dict:
    unit = f" Unit: {column.unit}." if column.unit else ""
    found = {**column.kind.schema, "description": f"{column.meaning}{unit} Source: {column.source}."}
    if column.items:
        return {**found, "items": members(column.items)}
    if not column.required:
        found["type"] = [found["type"], "null"]
        if "enum" in found:
            found["enum"] = [*found["enum"], None]
    return found
