"""Who is who: one id for a person across files, by id, by union id and by a table of the user's own.

A name alone joins nobody across files. Inside one file and group a name that a single member bears stands for this
member, since exports write some lines with the name only; how many were joined so is told. All other equal names are
candidates, to be looked at and copied into ``identities.csv``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from shequn.errors import InputError, MissingFileError
from shequn.readers.exports import streams
from shequn.readers.exports.base import NAMED
from shequn.readers.headers import KNOWN, plain
from shequn.readers.values import literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from duckdb import DuckDBPyConnection

FILE = "identities.csv"
_ALIAS = {"alias", "别名", "另一个id"}
_TABLES = ("message", "move", "seat", "person", "sale")


@dataclass(frozen=True)
class Joined:
    """What was joined, and what could be.

    Attributes:
        by_unionid: Ids that became another one because they share a union id.
        by_mapping: Ids that became another one because the user says so.
        unused: Aliases of the user's table that stand nowhere.
        by_group_name: Names that stand for the only member of their group and file who bears them.
        single: Names without an id that fit exactly one person elsewhere.
        several: Names without an id that fit several.
    """

    by_unionid: int = 0
    by_mapping: int = 0
    unused: int = 0
    by_group_name: int = 0
    single: int = 0
    several: int = 0


@dataclass
class Circles:
    """Ids in circles of equals (union-find).

    Example:
        >>> circles = Circles()
        >>> circles.join("a", "b"); circles.join("b", "c")
        >>> circles.root("c") == circles.root("a"), circles.root("z")
        (True, 'z')
    """

    parents: dict[str, str] = field(default_factory=dict)

    def root(self, item: str) -> str:
        """The one that stands for the circle."""
        while (parent := self.parents.get(item, item)) != item:
            self.parents[item] = self.parents.get(parent, parent)
            item = parent
        return item

    def join(self, one: str, other: str) -> None:
        """Make one circle of two; the first one's root stands for it."""
        first, second = self.root(one), self.root(other)
        self.parents.setdefault(first, first)
        self.parents[second] = first


def read_mapping(path: Path) -> dict[str, str]:
    r"""Read a table of the user's own: ``alias, member_id``.

    Args:
        path: A CSV file.

    Returns:
        Alias to id.

    Raises:
        MissingFileError: It is not there.
        InputError: A header or a value is missing, or an alias stands for two people.

    Example:
        >>> import tempfile, pathlib
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     file = pathlib.Path(folder, "identities.csv")
        ...     _ = file.write_text("alias,member_id\nname:小林,wm1\n", "utf-8")
        ...     read_mapping(file)
        {'name:小林': 'wm1'}
    """
    if not path.is_file():
        raise MissingFileError(f"{path}: there is no such file. Write one with the columns alias and member_id.")
    found: dict[str, str] = {}
    at: tuple[int, int] | None = None
    for line, cells, value in streams.rows(path):
        if isinstance(cells, str):
            raise InputError(f"{path}, line {line}: cannot be read ({value}). Write alias and member_id in each line.")
        if not any(map(str.strip, cells)):
            continue
        if at is None:
            at = _columns(path, cells)
            continue
        alias, member = (cells[place].strip() if place < len(cells) else "" for place in at)
        if not alias or not member:
            raise InputError(f"{path}, line {line}: alias {alias!r}, member_id {member!r}; both must be filled in.")
        if found.setdefault(alias, member) != member:
            raise InputError(f"{path}, line {line}: {alias!r} is {member!r} here and {found[alias]!r} above; keep one.")
    for alias in found:
        _end(found, alias, path)
    return found


def _columns(path: Path, cells: list[str]) -> tuple[int, int]:
    spelled = [plain(cell) for cell in cells]
    alias = [i for i, name in enumerate(spelled) if name in _ALIAS]
    member = [i for i, name in enumerate(spelled) if KNOWN["members"].get(name) == "member_id"]
    if not alias or not member:
        raise InputError(f"{path}: the headers are {', '.join(cells)}; they must be alias and member_id.")
    return alias[0], member[0]


def _end(mapping: Mapping[str, str], alias: str, path: Path | str = FILE) -> str:
    seen, at = {alias}, mapping[alias]
    while at in mapping and mapping[at] != at:
        if at in seen:
            raise InputError(f"{path}: {alias!r} leads in a circle back to {at!r}; end it at the id to keep.")
        seen.add(at)
        at = mapping[at]
    return at


def merge_groups(connection: DuckDBPyConnection) -> int:
    """Give a group that went on as another one the id of the last; numbers of its messages begin with its own.

    Args:
        connection: With the tables of `gather`.

    Returns:
        How many groups went on as another one.
    """
    run, circles = connection.execute, Circles()
    pairs = run("SELECT DISTINCT group_id, same_as FROM grp WHERE same_as <> '' ORDER BY ALL").fetchall()
    for group, former in pairs:
        circles.join(group, former)
    merged = {}
    for item in sorted({item for pair in pairs for item in pair}):
        if item != circles.root(item):
            merged[item] = circles.root(item)
    if merged:
        listed = ", ".join(f"({literal(a)}, {literal(b)})" for a, b in merged.items())
        run(f"CREATE OR REPLACE TABLE merged AS SELECT * FROM (VALUES {listed}) v(former, latest)")
        for table in ("message", "move", "seat", "grp", "sale"):
            numbered = ""
            if table == "message":
                numbered = "".join(
                    f", CASE WHEN latest IS NOT NULL AND {c} <> '' THEN former || ':' || {c} ELSE {c} END AS {c}"
                    for c in ("message_id", "reply_to")
                )
            run(
                f"CREATE OR REPLACE TABLE {table} AS SELECT t.* REPLACE (coalesce(latest, group_id) AS group_id"
                f"{numbered}) FROM {table} t LEFT JOIN merged ON group_id = former"
            )
    return len(merged)


def join(connection: DuckDBPyConnection, mapping: Mapping[str, str]) -> Joined:
    """Give each person one id in all tables, and list the candidates in the table ``candidate``.

    Args:
        connection: With the tables of `gather`.
        mapping: Alias to id, as the user says.

    Returns:
        How many were joined, and how many could be.
    """
    in_group = _by_group_name(connection)
    _scope(connection)
    unions, explicit, unused = _same(connection, mapping)
    single, several = _candidates(connection)
    return Joined(unions, explicit, unused, in_group, single, several)


def _replace(connection: DuckDBPyConnection, table: str, same: str, condition: str) -> None:
    connection.execute(
        f"CREATE OR REPLACE TABLE {table} AS SELECT t.* REPLACE (coalesce(s.member, t.member) AS member) "
        f"FROM {table} t LEFT JOIN {same} s ON {condition}"
    )


def _by_group_name(connection: DuckDBPyConnection) -> int:
    run = connection.execute
    bearers = " UNION ALL ".join(
        f"SELECT file, group_id, name, member FROM {table} WHERE name <> '' AND NOT starts_with(member, '{NAMED}')"
        for table in ("message", "move", "seat")
    )
    nameless = " UNION ALL ".join(
        f"SELECT file, group_id, member AS alias FROM {table} WHERE starts_with(member, '{NAMED}')"
        for table in ("message", "move", "seat")
    )
    run(
        f"CREATE OR REPLACE TABLE in_group AS SELECT file, group_id, alias, any_value(b.member) AS member "
        f"FROM (SELECT DISTINCT * FROM ({nameless})) JOIN ({bearers}) b USING (file, group_id) "
        f"WHERE alias = '{NAMED}' || b.name GROUP BY ALL HAVING count(DISTINCT b.member) = 1"
    )
    n: int = run("SELECT count(*) FROM in_group").fetchall()[0][0]
    if n:
        for table in ("message", "move", "seat"):
            _replace(connection, table, "in_group",
                     "t.file = s.file AND t.group_id = s.group_id AND t.member = s.alias")  # fmt: skip
    run("DROP TABLE in_group")
    return n


def _scope(connection: DuckDBPyConnection) -> None:
    """A name is somebody only in its group, or in its shop's list."""
    for table in ("message", "move", "seat"):
        connection.execute(
            f"UPDATE {table} SET member = member || '@' || group_id WHERE starts_with(member, '{NAMED}')"
        )
    for table in ("move", "seat"):
        connection.execute(
            f"UPDATE {table} SET inviter = inviter || '@' || group_id WHERE starts_with(inviter, '{NAMED}')"
        )
    connection.execute(f"UPDATE person SET member = member || '@list' || file WHERE starts_with(member, '{NAMED}')")


def _same(connection: DuckDBPyConnection, mapping: Mapping[str, str]) -> tuple[int, int, int]:
    run, circles = connection.execute, Circles()
    pairs = run(
        "SELECT DISTINCT unionid, member FROM (SELECT unionid, member FROM seat UNION ALL "
        "SELECT unionid, member FROM person) WHERE unionid <> '' AND member <> '' ORDER BY ALL"
    ).fetchall()
    first: dict[str, str] = {}
    for unionid, member in pairs:
        circles.join(first.setdefault(unionid, member), member)
    unions = {alias: circles.root(alias) for _, alias in pairs if circles.root(alias) != alias}
    unions |= {unionid: circles.root(first[unionid]) for unionid in first if unionid != circles.root(first[unionid])}
    explicit, unused = {}, 0
    known = _members(connection) | first.keys() if mapping else set()
    for alias in mapping:
        target, meant = _end(mapping, alias), _meant(alias, known)
        unused += not meant
        for each in meant:
            explicit[unions.get(each, each)] = unions.get(target, target)
    same = {alias: explicit.get(member, member) for alias, member in unions.items()} | explicit
    same = {alias: member for alias, member in same.items() if alias != member}
    if same:
        run("CREATE OR REPLACE TABLE same (alias VARCHAR, member VARCHAR)")
        _insert(connection, same.items())
        for table in _TABLES:
            _replace(connection, table, "same", "t.member = s.alias")
        for table in ("move", "seat"):
            run(f"UPDATE {table} SET inviter = s.member FROM same s WHERE inviter = s.alias")
        run(
            "UPDATE message SET mentions = found.mentions FROM (SELECT row, string_agg(coalesce(s.member, who), ',' "
            "ORDER BY place) AS mentions FROM (SELECT rowid AS row, unnest(string_split(mentions, ',')) AS who, "
            "generate_subscripts(string_split(mentions, ','), 1) AS place FROM message WHERE mentions <> '') "
            "LEFT JOIN same s ON who = s.alias GROUP BY row HAVING bool_or(s.member IS NOT NULL)) found "
            "WHERE message.rowid = found.row"
        )
        run("DROP TABLE same")
    return sum(alias in {member for _, member in pairs} for alias in unions), len(explicit), unused


def _insert(connection: DuckDBPyConnection, rows: Iterable[tuple[str, str]]) -> None:
    rows = list(rows)
    for start in range(0, len(rows), 10_000):
        listed = ", ".join(f"({literal(a)}, {literal(b)})" for a, b in rows[start : start + 10_000])
        connection.execute(f"INSERT INTO same VALUES {listed}")


def _members(connection: DuckDBPyConnection) -> set[str]:
    union = " UNION ".join(f"SELECT member FROM {table}" for table in _TABLES)
    union += " UNION SELECT inviter FROM move UNION SELECT inviter FROM seat"
    union += " UNION SELECT unnest(string_split(mentions, ',')) FROM message WHERE mentions <> ''"
    return {member for (member,) in connection.execute(union).fetchall()}


def _meant(alias: str, known: set[str]) -> list[str]:
    """The ids that an alias names: itself, or a name wherever it stands."""
    if alias in known:
        return [alias]
    return sorted(member for member in known if member.startswith(f"{alias}@")) if alias.startswith(NAMED) else []


def _candidates(connection: DuckDBPyConnection) -> tuple[int, int]:
    run = connection.execute
    rows = " UNION ALL ".join(
        f"SELECT '{table}' AS origin, member, name FROM {table} WHERE name <> ''" for table in _TABLES
    )
    run(
        f"CREATE OR REPLACE TABLE candidate AS WITH bearer AS (SELECT member, name, count(*) FILTER (origin = 'sale') "
        f"AS orders, count(*) FILTER (origin = 'message') AS messages FROM ({rows}) GROUP BY ALL), pair AS ("
        f"SELECT a.member AS alias, a.name, b.member AS member_id, a.orders, a.messages FROM bearer a JOIN bearer b "
        f"ON a.name = b.name AND a.member <> b.member WHERE starts_with(a.member, '{NAMED}') "
        f"AND (NOT starts_with(b.member, '{NAMED}') OR a.member > b.member)) "
        f"SELECT alias, name, member_id, count(*) OVER (PARTITION BY alias) AS fits, orders, messages FROM pair "
        f"ORDER BY orders DESC, messages DESC, alias, member_id"
    )
    counts = run(
        "SELECT count(DISTINCT alias) FILTER (fits = 1), count(DISTINCT alias) FILTER (fits > 1) FROM candidate"
    )
    single, several = counts.fetchall()[0]
    return single, several
