"""School years, which run from July to June."""

from datetime import date


def school_year(day: date) -> str:
    """Return the school year of `day`, such as `2026-27`."""
    first_year = day.year if day.month >= 7 else day.year - 1
    return f"{first_year}-{(first_year + 1) % 100:02d}"


def years_around(day: date) -> list[str]:
    """Return the school years to choose from: from next year back to six years ago, newest first."""
    first_year = int(school_year(day)[:4])
    return [school_year(date(year, 7, 1)) for year in range(first_year + 1, first_year - 7, -1)]
