"""School years, which run from July to June."""

from datetime import date


def school_year(day: date) -> str:
    """The school year of `day`, as `2026-27`."""
    first = day.year if day.month >= 7 else day.year - 1
    return f"{first}-{(first + 1) % 100:02d}"


def years_around(day: date) -> list[str]:
    """The school years that something may be posted for: from six years ago to the next one, newest first."""
    first = int(school_year(day)[:4])
    return [school_year(date(year, 7, 1)) for year in range(first + 1, first - 7, -1)]
