"""The JSON Schema (draft 2020-12) of `schools.json`, built from `columns`."""

from .columns import SCHOOL, Column

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema(address: str) -> dict:
    """Return the schema; `address` is its own URL."""
    return {
        "$schema": DIALECT,
        "$id": address,
        "title": "Schools of Alliance College-Ready Public Schools",
        "type": "object",
        "properties": {
            "$schema": {"const": address, "description": "Address of this schema."},
            "changed": {"type": "string", "format": "date-time", "description": "When the register last changed."},
            "credit": {"type": "string", "description": "Whom to name as the source."},
            "schools": {"type": "array", "items": members(SCHOOL)},
        },
        "required": ["$schema", "changed", "credit", "schools"],
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
    member_schema = {**column.kind.schema, "description": f"{column.meaning}{unit} Source: {column.source}."}
    if column.items:
        return {**member_schema, "items": members(column.items)}
    return member_schema if column.required else {**member_schema, "type": [member_schema["type"], "null"]}
