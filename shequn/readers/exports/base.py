"""What a reader of an export gives: a stream of records, each with the line it stands on.

A format says how sure it is that a file is its own, from the first bytes, and then streams the file's records.
Every line, row or object of the file becomes records, a refusal, or is passed over with a reason, so that nothing is
lost silently.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator
    from decimal import Decimal
    from pathlib import Path

NAMED = "name:"
"""Begins the id of a person of whom an export only has the name."""


class Message(NamedTuple):
    """Something said in a group.

    Attributes:
        line: Line, row or number of the object in the file, from 1.
        group: Id of the group.
        member: Id of the sender, or ``name:`` and the name.
        sent_at: With an offset where the export has one; without, it is in the time zone of who exported.
        kind: ``text``, ``image``, ``system``, ``recall`` …
        name: Name of the sender, as shown then.
        message_id: Id of the message, or empty.
        reply_to: Id of the message it answers, or empty.
        mentions: Ids of who is mentioned.
        text: What was said; kept only when it is asked for.
    """

    line: int
    group: str
    member: str
    sent_at: dt.datetime
    kind: str = "text"
    name: str = ""
    message_id: str = ""
    reply_to: str = ""
    mentions: tuple[str, ...] = ()
    text: str = ""


class Move(NamedTuple):
    """Someone joined or left a group.

    Attributes:
        line: As for a message.
        group: Id of the group.
        member: Id of who moved, or ``name:`` and the name.
        at: When; see `Message.sent_at`.
        what: ``join`` or ``leave``.
        name: Name of who moved.
        how: ``invited``, ``link``, ``qr``, ``self``, ``removed`` … or empty.
        inviter: Id of who invited, or empty.
    """

    line: int
    group: str
    member: str
    at: dt.datetime
    what: Literal["join", "leave"]
    name: str = ""
    how: str = ""
    inviter: str = ""


class Seat(NamedTuple):
    """Someone is a member of a group at the time of a snapshot.

    Attributes:
        line: As for a message.
        group: Id of the group.
        member: Id of the member.
        joined_at: When the person joined, if it is known.
        taken_at: When the snapshot was taken, if it is known.
        role: ``member``, ``owner``, ``admin``, ``staff`` or ``bot``.
        name: Name of the member.
        unionid: Id of the person across applications, or empty.
        how: How the person joined, or empty.
        inviter: Id of who invited the person, or empty.
    """

    line: int
    group: str
    member: str
    joined_at: dt.datetime | None = None
    taken_at: dt.datetime | None = None
    role: str = "member"
    name: str = ""
    unionid: str = ""
    how: str = ""
    inviter: str = ""


class Group(NamedTuple):
    """A group.

    Attributes:
        line: As for a message.
        group: Its id.
        name: Its name, or empty.
        created_at: When it was made, if it is known.
        dissolved_at: When it was dissolved, if it is known.
        same_as: Id of the group that it goes on from (a migration), or empty.
    """

    line: int
    group: str
    name: str = ""
    created_at: dt.datetime | None = None
    dissolved_at: dt.datetime | None = None
    same_as: str = ""


class Order(NamedTuple):
    """A paid order, or a part of one; parts with the same id are summed.

    Attributes:
        line: As for a message.
        order_id: Its id.
        member: Id of the buyer, or empty.
        paid_at: When it was paid; None when it never was.
        amount: What was paid, before refunds.
        refunded: What went back.
        refunded_at: When it went back, if it is known.
        status: As the shop words it.
        group: Id of the group that it is credited to, or empty.
        name: Name of the buyer, or empty.
    """

    line: int
    order_id: str
    member: str
    paid_at: dt.datetime | None
    amount: Decimal
    refunded: Decimal
    refunded_at: dt.datetime | None = None
    status: str = ""
    group: str = ""
    name: str = ""


class Person(NamedTuple):
    """A person of a customer list, in no group.

    Attributes:
        line: As for a message.
        member: Id of the person.
        name: Name, or empty.
        unionid: Id of the person across applications, or empty.
    """

    line: int
    member: str
    name: str = ""
    unionid: str = ""


class Unnamed(NamedTuple):
    """People joined or left whom the file counts, but does not name.

    Attributes:
        line: As for a message.
        what: ``join`` or ``leave``.
        number: How many of them.
    """

    line: int
    what: Literal["join", "leave"]
    number: int


class Refused(NamedTuple):
    """A line, row or object that cannot be used.

    Attributes:
        line: As for a message.
        reason: Code of why, ``reason.<code>`` in the texts.
        value: What stands there.
    """

    line: int
    reason: str
    value: str = ""


class Passed(NamedTuple):
    """A line, row or object that holds nothing to read, such as a headline or a figure that is no event.

    Attributes:
        line: As for a message.
        reason: Code of why, ``passed.<code>`` in the texts.
    """

    line: int
    reason: str


Record = Message | Move | Seat | Group | Order | Person | Unnamed | Refused | Passed


@dataclass(frozen=True)
class Options:
    """What a reader may be told.

    Attributes:
        dayfirst: How 3/4/2026 is read where a whole file does not tell; None: an InputError then.
        keep_text: Whether messages keep their text.
        taken_at: When a snapshot without a time of its own was taken.
        orders: Column of the canonical table to the file's header, for order tables of no known shop.
        presence: Whether connections (IRC) count as membership.
    """

    dayfirst: bool | None = None
    keep_text: bool = False
    taken_at: dt.datetime | None = None
    orders: dict[str, str] = field(default_factory=dict)
    presence: bool = False


@dataclass(frozen=True)
class Head:
    """The beginning of a file, for telling its format.

    Attributes:
        path: The file.
        raw: Its first bytes, at most 64 KB.
        text: The same as text, without a byte-order mark; empty when it is no text (a zip, a workbook).
        encoding: ``utf-8``, ``utf-16`` or ``gb18030``; empty when it is no text.
    """

    path: Path
    raw: bytes
    text: str
    encoding: str


class Format(Protocol):
    """A format: a module of this package has these names.

    Attributes:
        NAME: Its id, such as ``wecom_archive``; ``format.<id>`` in the texts words it.
        TELLS: What its files can tell, of ``messages, joins, leaves, ids, names, zone, orders, roster``.
    """

    NAME: str
    TELLS: frozenset[str]

    def sure(self, head: Head) -> float:
        """How sure it is, from 0 to 1, that a file is its own.

        Args:
            head: The beginning of the file.

        Returns:
            1 when a signature of its own is there, 0 when it cannot be.
        """
        ...

    def records(self, path: Path, options: Options) -> Iterator[Record]:
        """Stream the records of a file.

        Args:
            path: The file.
            options: What the reader is told.

        Yields:
            Records in the order of the file.

        Raises:
            InputError: The file cannot be read to its end, or a question must be answered first.
        """
        ...
