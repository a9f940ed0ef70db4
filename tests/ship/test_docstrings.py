"""A docstring that names a parameter that is gone stops a change."""

from deploy import docstrings


def test_a_parameter_that_is_gone_is_named_with_its_place():
    source = 'def first(rows):\n    """Return the first of `found`. `rows` is a list of `rows`, not `None`."""\n'
    assert docstrings.findings("page.py", source) == ["page.py:1: nothing is called “found”"]
