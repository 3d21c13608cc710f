"""A community as data: its tables in one engine, and what all metrics derive from them, once.

Inside the engine every key is a whole number: ``group`` (0 = the client level ALL, then the group ids in order),
``member``, ``day`` (days since Monday 5 January 1970) and ``week`` (``day // 7``, an ISO week). Ids, dates and
week labels return at the edge, in `Community.collect`. Numbers join about twice as fast as texts, need half the
memory and mean the same on every engine.
"""

from __future__ import annotations

from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

import narwhals.stable.v2 as nw

from shequn.dates import EPOCH, Period, day_number, days_of, settle, week_words
from shequn.engine import Engine, Lazy, col, distinct, number_of, total
from shequn.errors import InputError
from shequn.levels import ALL, ALONE, at_every_level, of_several_groups
from shequn.spells import NEVER, member_in, merge, present_in

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping, Sequence
    from datetime import date

    import pandas as pd

__all__ = ["ALL", "Community", "Period"]

_STAFF = ("staff", "bot")  # in no figure (rule 4)
_NOTICES = ("system", "recall")  # no activity (rule 4)
_COLUMNS = {
    "members": ("group_id", "member_id", "role", "joined_at", "left_at", "joined_day", "left_day", "last_day"),
    "messages": ("group_id", "member_id", "kind", "day", "hour"),
    "orders": ("order_id", "member_id", "group_id", "paid_at", "day", "amount", "refunded", "refund_day"),
    "groups": ("group_id", "name"),
}
_EVENTS = {
    "members": ("roster", ("joined_day", "left_day")),
    "messages": ("talk", ("day",)),
    "orders": ("sales", ("day",)),
}


class Community:
    """Membership, messages and orders of one client, ready for metrics.

    Instants are naive UTC; days are local dates, cut once by whoever reads the files; money is in cents. Each table
    may be a DuckDB relation (with its connection) or a Polars frame.

    Args:
        members: Spells as read: group_id, member_id, role, joined_at, left_at, joined_day, left_day, last_day, and
            after_day where a leave is known only to lie between that day and left_day. None when the source has no
            member list.
        messages: Messages as read: group_id, member_id, kind, day, hour.
        orders: Paid orders: order_id, member_id, group_id, paid_at, day, amount, refunded, refund_day.
        groups: Names of groups: group_id, name.
        timezone: Time zone in which the days were cut.
        quality: What the readers noted about the input, carried along untouched.
        connection: The DuckDB connection of the relations, which the community closes; None for Polars.

    Raises:
        InputError: When there are neither members nor messages, or a table lacks a column.

    Example:
        >>> from datetime import date
        >>> import polars as pl
        >>> messages = pl.DataFrame({
        ...     "group_id": ["tea"], "member_id": ["7"], "kind": ["text"], "day": [date(2026, 3, 2)], "hour": [9]})
        >>> community = Community(messages=messages)
        >>> community.group_ids, community.has("members")
        (('tea',), False)
    """

    def __init__(
        self,
        members: Any = None,
        messages: Any = None,
        orders: Any = None,
        groups: Any = None,
        *,
        timezone: str = "Asia/Shanghai",
        quality: Any = None,
        connection: Any = None,
    ) -> None:
        given = {"members": members, "messages": messages, "orders": orders, "groups": groups}
        self.tables: dict[str, Lazy] = {k: nw.from_native(v).lazy() for k, v in given.items() if v is not None}
        if not self.has("members") and not self.has("messages"):
            raise InputError("A community needs a table of members or of messages; neither was given.")
        for name, table in self.tables.items():
            if missing := set(_COLUMNS[name]) - set(table.collect_schema()):
                raise InputError(f"Table {name!r} lacks {', '.join(sorted(missing))}.")
        self.timezone = timezone
        self.quality = quality
        self._engine = Engine(next(iter(self.tables.values())).implementation, connection)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Give the engine's memory and temporary files back; the community cannot be used afterwards."""
        self._engine.close()

    def has(self, table: str) -> bool:
        """Whether a table was supplied: members, messages, orders or groups."""
        return table in self.tables

    # What is in the tables --------------------------------------------------------------------------------

    @cached_property
    def group_ids(self) -> tuple[str, ...]:
        """Ids of the real groups in any table, sorted."""
        found: set[str] = set()
        for table in self.tables.values():
            ids = distinct(table.filter(~col("group_id").is_null()), "group_id")
            found |= set(self._engine.pandas(ids)["group_id"])
        return tuple(sorted(found))

    @cached_property
    def group_names(self) -> dict[str, str]:
        """Name of each group; the id where there is none."""
        names = {group: group for group in self.group_ids}
        if self.has("groups"):
            known = self.tables["groups"].filter(~col("name").is_null()).select("group_id", "name")
            frame = self._engine.pandas(known)
            names |= dict(zip(frame["group_id"], frame["name"], strict=True))
        return names

    def group_table(self) -> pd.DataFrame:
        """Record of each group: ``group_id, name`` (else the id), ``type, created_day, dissolved_day``."""
        import pandas as pd

        rows = pd.DataFrame({"group_id": pd.array(self.group_ids, "str")})
        known = pd.DataFrame({"group_id": pd.array([], "str")})
        if self.has("groups"):
            known = self._engine.pandas(self.tables["groups"])
        columns = ["group_id", "name", "type", "created_day", "dissolved_day"]
        table = rows.merge(known.reindex(columns=columns), on="group_id", how="left")
        return table.assign(name=table["group_id"].map(self.group_names))

    def nicknames(self) -> dict[str, str | None]:
        """Nickname of everyone in `people`; None where the member list has none. Of several the greatest text."""
        names = self._engine.pandas(self.people.select("member_id"))["member_id"]
        known: dict[str, str] = {}
        if self.has("members") and "nickname" in self.tables["members"].collect_schema():
            rows = self.tables["members"].group_by("member_id").agg(nw.max("nickname"))
            frame = self._engine.pandas(rows).dropna()
            known = dict(zip(frame["member_id"], frame["nickname"], strict=True))
        return {name: known.get(name) for name in sorted(names)}

    @cached_property
    def knows_leaves(self) -> bool:
        """Whether the member list records any leaving; if not, churn is unknown, not zero (rule 11)."""
        return self.has("members") and self._count(self.tables["members"].filter(~col("left_at").is_null())) > 0

    @cached_property
    def knows_buyers(self) -> bool:
        """Whether orders tell what members bought: when none names anyone of the list, that is unknown (rule 11)."""
        if not self.has("orders") or not self.has("members"):
            return False
        orders = self.tables["orders"].select("member_id")
        named = orders.join(self.tables["members"].select("member_id"), on="member_id", how="semi")
        return self._count(named) > 0 or not self._count(orders)

    def _count(self, table: Lazy) -> int:
        return int(self._engine.pandas(table.select(nw.len().alias("rows")))["rows"][0])

    @cached_property
    def _coverage(self) -> dict[str, tuple[date, date]]:
        found = {}
        for name, (table, days) in _EVENTS.items():
            if self.has(name):
                ends = [f(day).alias(f"{f.__name__}_{day}") for day in days for f in (nw.min, nw.max)]
                known = self._engine.pandas(getattr(self, table).select(*ends)).iloc[0].dropna()
                if len(known):
                    first, last = (EPOCH + timedelta(days=int(end)) for end in (known.min(), known.max()))
                    found[name] = (first, last)
        return found

    def coverage(self) -> dict[str, tuple[date, date]]:
        """First and last local day with an event (join or leave, message, payment) in each table that has one."""
        return dict(self._coverage)

    def period(self, start: Any = None, end: Any = None) -> Period:
        """Settle the days to look at.

        Args:
            start: First local day, as a date or ISO text. Default: the first message's, else the first order's,
                else the first join's.
            end: Last local day. Default: the last day of any table.

        Returns:
            The period, both days included.

        Raises:
            ParameterError: A day cannot be read, the end is before the start, or no table has an event between.
        """
        return settle(self._coverage, start, end)

    # Tables that metrics share ----------------------------------------------------------------------------

    @cached_property
    def levels(self) -> Lazy:
        """``group, group_id`` of ALL and every real group: the rows that every result has (rule 6)."""
        ids = (ALL, *self.group_ids)
        return self._engine.frame({"group": list(range(len(ids))), "group_id": list(ids)})

    @cached_property
    def people(self) -> Lazy:
        """``member, member_id``: everyone in the member list (else: every sender) and every buyer.

        Numbers of people in several groups are negative; see `shequn.levels`.
        """
        seats = [self.tables["members" if self.has("members") else "messages"].select("member_id", "group_id")]
        if self.has("orders"):
            seats += [self.tables["orders"].select("member_id", nw.lit(None, nw.String).alias("group_id"))]
        known = nw.concat(seats).filter(~col("member_id").is_null()).group_by("member_id")
        groups = known.agg(nw.min("group_id").alias("first"), nw.max("group_id").alias("last"))
        numbered = groups.with_row_index("number", order_by="member_id").with_columns(col("number").cast(nw.Int32))
        member = nw.when(col("first") != col("last")).then(-1 - col("number")).otherwise(col("number"))
        return self._engine.persist(numbered.select(member.cast(nw.Int32).alias("member"), "member_id"))

    def _numbered(self, table: Lazy) -> Lazy:
        """Add ``group`` and ``member``; a member id that nobody has gives null."""
        table = table.join(self.levels, on="group_id", how="left").drop("group_id")
        return table.join(self.people, on="member_id", how="left")

    @cached_property
    def roster(self) -> Lazy:
        """Membership rows as read: ``group, member, member_id, staff`` and the span; see `shequn.spells.merge`."""
        members = self.tables["members"]
        days = [day_number(name) for name in ("joined_day", "left_day", "last_day")]
        known = "after_day" if "after_day" in members.collect_schema() else "left_day"
        after = nw.coalesce(day_number(known), day_number("left_day")).alias("after_day")
        staff = col("role").fill_null("member").is_in(_STAFF).alias("staff")
        columns = members.select("group_id", "member_id", staff, "joined_at", "left_at", after, *days)
        return self._engine.persist(self._numbered(columns))

    @cached_property
    def own_spells(self) -> Lazy:
        """`spells`, but in ALL only those of people in several groups; see `shequn.levels`."""
        people = self.roster.filter(~col("staff")).drop("staff", "member_id")
        everywhere = people.filter(~ALONE).with_columns(nw.lit(0, nw.Int32).alias("group"))
        return self._engine.persist(merge(nw.concat([people, everywhere])))

    @cached_property
    def spells(self) -> Lazy:
        """Merged membership spells of people, in each group and in ALL; columns as in `shequn.spells.merge`."""
        return at_every_level(self.own_spells)

    @cached_property
    def merged_spells(self) -> int:
        """How many membership rows disappeared into another one that overlaps or touches them."""
        rows = self._count(self.roster.filter(~col("staff")))
        return rows - self._count(self.own_spells.filter(col("group") > 0))

    def _messages(self) -> Lazy:
        """The messages, ``countable`` if of a kind that is activity (rule 4)."""
        countable = ~col("kind").fill_null("text").is_in(_NOTICES)
        return self.tables["messages"].select("group_id", "member_id", "day", "hour", countable.alias("countable"))

    @cached_property
    def talk(self) -> Lazy:
        """``group, member, day, rows, messages`` (countable ones) and ``inside`` of every sender.

        ``member`` is null for who never had a place in the group. ``inside`` says whether the sender was a member of it
        on that day; null where several spells have to be asked.
        """
        counts = (
            self._messages()
            .join(self.levels, on="group_id", how="left")  # before counting: numbers are quicker to group than ids
            .group_by("group", "member_id", "day")
            .agg(nw.len().cast(nw.Int32).alias("rows"), number_of(col("countable")).cast(nw.Int32).alias("messages"))
            .with_columns(day_number("day"))
        )
        if self.has("members"):
            seats = self.roster.group_by("group", "member", "member_id").agg(
                nw.len().alias("spells"), nw.max("staff"), nw.min("joined_day"), nw.max("last_day")
            )
            talk = counts.join(seats, on=["group", "member_id"], how="left")
            inside: nw.Expr = nw.when(col("spells") == 1).then(~col("staff") & present_in(col("day"), col("day")))
        else:
            talk = counts.join(self.people, on="member_id", how="left")
            inside = ~col("member").is_null()
        return self._engine.persist(talk.select("group", "member", "day", "rows", "messages", inside.alias("inside")))

    def hours(self) -> Lazy:
        """``group, member, day, hour`` of each countable message; a second pass over them."""
        written = self._messages().filter(col("countable")).drop("countable")
        return self._numbered(written).drop("member_id").with_columns(day_number("day"), col("hour").cast(nw.Int32))

    def columns(self) -> Lazy:
        """``group, member, day, column`` of each countable message that names a content column; a second pass."""
        countable = ~col("kind").fill_null("text").is_in(_NOTICES)
        written = self.tables["messages"].filter(countable & ~col("column").is_null() & (col("column") != ""))
        named = self._numbered(written.select("group_id", "member_id", "day", "column"))
        return named.drop("member_id").with_columns(day_number("day"))

    @cached_property
    def activity_inside(self) -> Lazy:
        """`activity` of real groups, with ``week`` and ``previous``: the active day before it, `NEVER` if none."""
        spoken = self.talk.filter(col("messages") > 0).select("group", "member", "day", "messages", "inside")
        known = spoken.filter(col("inside")).drop("inside")
        if self.has("members"):
            unknown = spoken.filter(col("inside").is_null() & ~col("member").is_null())
            found = unknown.join(self.own_spells, on=["group", "member"]).filter(member_in(col("day"), col("day")))
            known = nw.concat([known, found.select("group", "member", "day", "messages")])
        return self._engine.persist(_after(known, "group", "member"))

    @cached_property
    def own_activity(self) -> Lazy:
        """`activity` with ``week, previous``, but in ALL only that of people in several groups."""
        inside = self.activity_inside
        days = inside.drop("week", "previous")
        everywhere = of_several_groups(days, "day", messages=total("messages").cast(nw.Int32))
        return nw.concat([inside, self._engine.persist(_after(everywhere, "member"))])

    @cached_property
    def activity(self) -> Lazy:
        """``group, member, day, messages``: countable messages sent as a member of the group on that day (rule 4)."""
        return at_every_level(self.own_activity.drop("week", "previous"))

    @cached_property
    def sales(self) -> Lazy:
        """Paid orders as read; ``group`` is null where an order names none."""
        names = [name for name in _COLUMNS["orders"] if name not in {"day", "refund_day"}]
        columns = self.tables["orders"].select(*names, day_number("day"), day_number("refund_day"))
        return self._engine.persist(self._numbered(columns).drop("member_id"))

    @cached_property
    def own_orders(self) -> Lazy:
        """`counted_orders`, but in ALL only those of people in several groups."""
        names = ("order_id", "day", "paid_at", "amount", "refunded", "refund_day")
        orders = self.sales.select("member", *names, col("group").alias("named"))
        inside = (
            orders.join(self.own_spells.filter(col("group") > 0), on="member")
            .filter(
                (col("named").is_null() | (col("named") == col("group")))
                & (col("joined_at").is_null() | (col("joined_at") <= col("paid_at")))
                & (col("left_at").is_null() | (col("paid_at") < col("left_at")))
            )
            .select("group", "member", *names)
        )
        inside = self._engine.persist(inside)
        everywhere = of_several_groups(inside, *names)
        return self._engine.persist(nw.concat([inside, everywhere]))

    @cached_property
    def counted_orders(self) -> Lazy:
        """Orders of people who were members when they paid, at each level where they count (rule 10)."""
        return at_every_level(self.own_orders)

    def calendar(self, period: Period) -> Lazy:
        """``day, week, last`` of each day; ``last`` marks a week's last day inside the period."""
        return self._engine.keep(("calendar", period), lambda: self._engine.frame(period.calendar()))

    def weeks(self, period: Period) -> Lazy:
        """``week, first, last, complete, comparable``; a week compares if it and the one before are complete."""
        return self._engine.keep(("weeks", period), lambda: self._engine.frame(period.week_table()))

    # In and out of the engine -----------------------------------------------------------------------------

    def frame(self, data: Mapping[str, Any]) -> Lazy:
        """Bring a small table, columns by name, into the community's engine."""
        return self._engine.frame(data)

    def keep(self, key: Hashable, build: Callable[[], Lazy]) -> Lazy:
        """Compute a shared table once; the key names it with everything it depends on."""
        return self._engine.keep(key, build)

    def collect(self, lazy: Lazy, sort: Sequence[str] = ("group",)) -> pd.DataFrame:
        """Compute a lazy frame and hand it to pandas in people's words.

        Args:
            lazy: A frame of this community's engine.
            sort: Columns that order the rows; ``group`` puts ALL first.

        Returns:
            The rows. ``group`` becomes ``group_id``, ``member`` ``member_id``, a day number a date, and ``week`` the
            label ``2026-W35`` with its Monday, ``week_start``. Whole numbers are nullable ``Int64``.
        """
        import pandas as pd

        if "member" in lazy.collect_schema():
            lazy = lazy.join(self.people, on="member", how="left")
        frame = self._engine.pandas(lazy.sort(*("member_id" if name == "member" else name for name in sort)))
        words: dict[str, Any] = {}
        for name, column in frame.items():
            if name == "group":
                words["group_id"] = pd.array([ALL, *self.group_ids], dtype="str").take(column.to_numpy("int64"))
            elif name == "member":
                words["member_id"] = frame["member_id"]
            elif name == "week":
                words |= week_words(column)
            elif name == "day" or str(name).endswith("_day"):
                words[str(name)] = days_of(column)
            elif name != "member_id":
                words[str(name)] = column
        return pd.DataFrame(words)


def _after(days: Lazy, *person: str) -> Lazy:
    """Add ``week``, and ``previous``: the day of the person's row before it."""
    before = col("day").shift(1).over(*person, order_by="day")
    return days.with_columns((col("day") // 7).alias("week"), before.fill_null(NEVER).alias("previous"))
