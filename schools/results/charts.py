"""Geometry of the small bar charts, for the templates that draw them."""

from math import ceil, log10
from typing import Any

from .series import Series

WIDTH, HEIGHT = 360, 150
TOP, BOTTOM = 24, 22  # room for the values above the bars and the years below


def bar_chart(series: Series) -> dict[str, Any] | None:
    """Return a chart with bars that start at zero, for the years with a value; None if no year has one.

    Percentages always have a scale up to 100. Numbers are in units of the chart's viewBox. Each bar has a label above
    it (`value`) and one below it (`year`).
    """
    points = [(point, float(point.value)) for point in series.points if point.value is not None]
    if not points:
        return None
    baseline = HEIGHT - BOTTOM
    top = 100.0 if series.is_percent else _nice_top(max(value for _point, value in points))
    step = WIDTH / len(points)
    width = min(step * 0.55, 44)
    bars = []
    for index, (point, number) in enumerate(points):
        height = round(number / top * (baseline - TOP), 1)
        middle = round(step * (index + 0.5), 1)
        value = point.text.removesuffix("%")  # nine bars leave no room for the sign
        place = {"x": round(middle - width / 2, 1), "y": round(baseline - height, 1), "width": round(width, 1)}
        bars.append({**place, "height": height, "middle": middle, "value": value, "year": point.short_year})
    return {"width": WIDTH, "height": HEIGHT, "baseline": baseline, "bars": bars}


def _nice_top(highest: float) -> float:
    """Return the next round number at or above `highest`: 487 → 490, 1003 → 1100."""
    if highest <= 0:
        return 1.0
    unit = 10 ** (int(log10(highest)) - 1) if highest >= 10 else 1
    return float(ceil(highest / unit) * unit)
