"""The report's pictures: numbers and words in, a ``matplotlib.figure.Figure`` out, ``to_svg`` to put it on a page.

``weekly`` holds pictures along the weeks, ``grids`` those of coloured cells, ``flows`` the growth bridge and the
funnel, ``curves`` shares and intervals; ``style`` gives all of them one look.
"""

from shequn.plots.curves import Curve, intervals, lorenz, retention_curve
from shequn.plots.flows import Bridge, bridge, funnel
from shequn.plots.grids import cohorts, layers, rhythm
from shequn.plots.style import to_svg
from shequn.plots.weekly import Line, lifecycle, money, weekly_line, weekly_panels

__all__ = [
    "Bridge",
    "Curve",
    "Line",
    "bridge",
    "cohorts",
    "funnel",
    "intervals",
    "layers",
    "lifecycle",
    "lorenz",
    "money",
    "retention_curve",
    "rhythm",
    "to_svg",
    "weekly_line",
    "weekly_panels",
]
