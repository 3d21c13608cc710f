"""Groups before the first record of them, so that no row counts twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shequn.readers.exports.base import Group, Message, Move, Seat

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from shequn.readers.exports.base import Record


_OF_A_GROUP = (Message, Move, Seat)


def introduced(found: Iterable[Record], groups: Mapping[str, Group]) -> Iterator[Record]:
    """Put each group before its first message, move or seat, on the same line.

    Args:
        found: Records.
        groups: Id to what is known of the group; it may fill while the records come.

    Yields:
        The records and the groups.

    Example:
        >>> from shequn.readers.exports.base import Passed
        >>> seats = [Passed(1, "header"), Seat(2, "g1", "1"), Seat(3, "g1", "2")]
        >>> [(r.line, type(r).__name__) for r in introduced(seats, {"g1": Group(0, "g1", "Tea")})]
        [(1, 'Passed'), (2, 'Group'), (2, 'Seat'), (3, 'Seat')]
    """
    done = set[str]()
    for record in found:
        if isinstance(record, _OF_A_GROUP) and record.group not in done:
            done.add(record.group)
            if known := groups.get(record.group):
                yield known._replace(line=record.line)
        yield record
