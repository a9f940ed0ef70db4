"""Template tags for events, registered in `schools.templatetags.schools`."""


def webcal(url: str) -> str:
    """Return the address of a calendar file with the scheme that makes calendar apps subscribe to it."""
    return f"webcal:{url.partition(':')[2]}"
