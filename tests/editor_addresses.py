"""Every address of the editor, with a value in each place of a parameter."""

from django.urls import URLPattern, URLResolver, get_resolver


def editor_addresses():
    """An address for every pattern below `/admin/`, with something in each place of a parameter."""
    return sorted({"/" + path for path in _addresses(get_resolver().url_patterns, "") if path.startswith("admin/")})


def _addresses(patterns, before):
    for pattern in patterns:
        route = _filled(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _addresses(pattern.url_patterns, before + route)
        elif isinstance(pattern, URLPattern):
            yield before + route


def _filled(pattern) -> str:
    """A pattern as an address: `1` for numbers and words, `a/b` would be another address."""
    filled = {"int": "1", "uuid": "00000000-0000-0000-0000-000000000000"}
    if hasattr(pattern, "_route"):
        text = str(pattern._route)
        for name, converter in pattern.converters.items():
            kind = type(converter).__name__.removesuffix("Converter").lower()
            sort = {"integer": "int", "string": "str"}.get(kind, kind)
            for written in (f"<{sort}:{name}>", f"<{name}>"):
                text = text.replace(written, filled.get(sort, "1"))
        return text
    if getattr(pattern, "_regex", None) is None:
        return pattern.language_prefix if hasattr(pattern, "language_prefix") else ""
    from django.utils.regex_helper import normalize

    text, names = normalize(pattern._regex.replace(".*", "1"))[0]
    return (text % dict.fromkeys(names, "1")).replace("\\", "")
