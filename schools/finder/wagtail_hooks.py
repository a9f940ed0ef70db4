"""Add the report of searches without results to the editor."""

from toolkit.reports import register

from .reports import SearchMissView

register(SearchMissView, "search-misses", order=1300)
