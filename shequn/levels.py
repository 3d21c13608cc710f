"""Groups and the client level ALL, where each person counts once (rule 5).

Most people are in one group alone, and what they do there is what they do in ALL. Tables of people are therefore kept
as *own* rows: those of the real groups, and rows of ALL (group 0) only for people in several groups, whose numbers
are negative. That is about a third less to store and to compute.
"""

from __future__ import annotations

import narwhals.stable.v2 as nw

from shequn.engine import Lazy, col

ALL = "ALL"
"""Id of the client level."""
ALONE = col("member") >= 0
"""Whether a person is in one group at most, so that her figures there are her figures in ALL."""


def of_several_groups(inside: Lazy, *time: str, **values: nw.Expr) -> Lazy:
    """Make the rows of ALL for people in several groups, one for each person and time.

    Args:
        inside: Rows of real groups with ``group, member``.
        time: Columns that tell a person's rows in ALL apart.
        values: How the rows of several groups become one.

    Returns:
        Columns as in ``inside``.
    """
    together = inside.filter(~ALONE).group_by("member", *time)
    rows = together.agg(*(value.alias(name) for name, value in values.items()))
    everywhere: Lazy = rows.with_columns(nw.lit(0, nw.Int32).alias("group"))
    return everywhere.select(inside.collect_schema().names())


def at_every_level(own: Lazy) -> Lazy:
    """Add the rows of ALL that equal those of a group, of people in one group alone.

    Args:
        own: Own rows.

    Returns:
        Rows of every level.
    """
    return nw.concat([own, own.filter(ALONE).with_columns(nw.lit(0, nw.Int32).alias("group"))])
