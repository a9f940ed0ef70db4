"""Errors of a record in a form that has only some of its fields."""

from django.core.exceptions import ValidationError


def add_record_errors(form, error: ValidationError) -> None:
    """Show the record's errors, next to the field if the form has it."""
    for name, messages in error.update_error_dict({}).items():
        form.add_error(name if name in form.fields else None, messages)
