"""Membership spells from what exports show of it: joins, leaves, lists of members and who spoke.

- A join opens a spell; a leave closes it. A leave without a join closes a spell whose beginning is not known.
- Whoever is in one dated snapshot of a group and not in the next left in between: ``left_at`` is the later snapshot,
  ``left_after`` the last time before it that the person was listed, joined or spoke. The same holds for who joins
  twice and was not seen to leave.
- Whoever speaks or is listed is a member then, even if no join was seen, and again after a leave.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from shequn.readers import values

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SAME_JOIN = "INTERVAL 10 MINUTE"
"""Joins that lie closer together are one, told by two sources."""


class Spells(NamedTuple):
    """What was found.

    Attributes:
        rows: Number of spells.
        intervals: Spells of whose end only an interval is known.
        undated: Groups of which there are lists of members without a date.
        by_speaking: Groups whose members are known only by what they wrote, while other groups have a list.
    """

    rows: int
    intervals: int
    undated: int
    by_speaking: int


def make_spells(connection: DuckDBPyConnection, timezone: str) -> Spells:
    """Make the table ``spell`` from ``move``, ``seat`` and ``message``.

    Args:
        connection: With the tables of `gather`, one id a person.
        timezone: IANA name; times without offset are local times there.

    Returns:
        What was found; no spell at all when no file tells of membership.
    """
    run = connection.execute
    run(f"CREATE OR REPLACE TABLE happening AS {_happenings(timezone)}")
    if not run("SELECT 1 FROM happening LIMIT 1").fetchall():
        run("CREATE OR REPLACE TABLE spell AS SELECT *, false AS interval FROM happening")
        return Spells(0, 0, 0, 0)
    listed = "role NOT IN ('bot', 'staff')"  # some chats tell who of the speakers is one of these, and list nobody
    by_speaking = run(
        "SELECT count(DISTINCT group_id) FROM message WHERE group_id NOT IN (SELECT group_id FROM happening) "
        f"AND group_id NOT IN (SELECT group_id FROM seat WHERE {listed})"
    ).fetchall()[0][0]
    run(
        f"CREATE OR REPLACE TABLE spoke AS SELECT group_id, member, moment, moment_aware AS aware, "
        f"{_utc('moment', 'moment_aware', timezone)} AS utc FROM message "
        "WHERE kind NOT IN ('system', 'recall') AND member <> ''"
    )
    present = "INSERT INTO happening SELECT group_id, member, moment, aware, utc, 'P', NULL, NULL FROM"
    run(
        f"{present} ({_first('spoke')}) m WHERE NOT EXISTS (FROM happening h WHERE h.group_id = m.group_id "
        f"AND h.member = m.member AND h.kind <> 'L' AND h.utc <= m.utc + {SAME_JOIN})"
    )
    back = (
        "(SELECT s.*, h.utc AS since FROM spoke s JOIN happening h USING (group_id, member) "
        "WHERE h.kind = 'L' AND s.utc > h.utc)"
    )
    run(f"{present} ({_first(back, ', since')})")
    run(
        "INSERT INTO happening SELECT DISTINCT group_id, member, NULL::TIMESTAMP, false, NULL::TIMESTAMP, 'P', "
        "NULL::TIMESTAMP, NULL::BOOLEAN FROM seat s WHERE taken IS NULL AND joined IS NULL AND NOT EXISTS "
        "(FROM happening h WHERE h.group_id = s.group_id AND h.member = s.member)"
    )
    run(f"CREATE OR REPLACE TABLE spell AS {_spells(timezone)}")
    run(_LATER)
    rows, intervals = run("SELECT count(*), count(left_after) FROM spell").fetchall()[0]
    undated = run(f"SELECT count(DISTINCT group_id) FROM seat WHERE taken IS NULL AND {listed}").fetchall()[0][0]
    run("DROP TABLE happening; DROP TABLE spoke")
    return Spells(rows, intervals, undated, by_speaking)


def _utc(moment: str, aware: str, timezone: str) -> str:
    return f"CASE WHEN {aware} THEN {moment} ELSE {values.to_utc(moment, timezone)} END"


def _first(table: str, more: str = "") -> str:
    """SQL: the first time that each person spoke in each group."""
    return (
        "SELECT group_id, member, min_by(moment, utc) AS moment, min_by(aware, utc) AS aware, min(utc) AS utc "
        f"FROM {table} GROUP BY group_id, member{more}"
    )


def _happenings(timezone: str) -> str:
    taken, joined = _utc("taken", "taken_aware", timezone), _utc("joined", "joined_aware", timezone)
    return f"""
    WITH seats AS (SELECT *, {taken} AS taken_utc, {joined} AS joined_utc FROM seat WHERE member <> ''),
    shot AS (SELECT *, lead(taken_utc) OVER w AS next_utc, lead(taken) OVER w AS next, lead(taken_aware) OVER w
        AS next_aware FROM (SELECT DISTINCT ON (group_id, taken_utc) group_id, taken_utc, taken, taken_aware FROM seats
        WHERE taken_utc IS NOT NULL) WINDOW w AS (PARTITION BY group_id ORDER BY taken_utc)),
    gone AS (SELECT DISTINCT s.group_id, s.member, shot.next, shot.next_aware, shot.next_utc, s.taken, s.taken_aware,
        s.taken_utc FROM seats s JOIN shot USING (group_id, taken_utc) WHERE shot.next_utc IS NOT NULL
        AND NOT EXISTS (FROM seats n WHERE n.group_id = s.group_id AND n.member = s.member
            AND n.taken_utc = shot.next_utc)
        -- listed again later with the join that was known before: the list in between was not whole
        AND NOT EXISTS (FROM seats n WHERE n.group_id = s.group_id AND n.member = s.member
            AND n.taken_utc > shot.next_utc AND n.joined_utc <= s.taken_utc))
    SELECT group_id, member, moment, moment_aware AS aware, {_utc("moment", "moment_aware", timezone)} AS utc,
        CASE what WHEN 'join' THEN 'J' ELSE 'L' END AS kind, NULL::TIMESTAMP AS after, NULL::BOOLEAN AS after_aware
        FROM move WHERE member <> ''
    UNION SELECT group_id, member, joined, joined_aware, joined_utc, 'J', NULL, NULL FROM seats
        WHERE joined IS NOT NULL
    UNION SELECT group_id, member, taken, taken_aware, taken_utc, 'P', NULL, NULL FROM seats WHERE taken IS NOT NULL
    UNION SELECT group_id, member, next, next_aware, next_utc, 'L', taken, taken_aware FROM gone"""


_ORDER = "PARTITION BY group_id, member ORDER BY utc NULLS FIRST, kind"


def _spells(timezone: str) -> str:
    return f"""
    WITH ordered AS (SELECT *, lag(kind) OVER w AS before, max(utc) FILTER (kind = 'J') OVER (w ROWS BETWEEN UNBOUNDED
        PRECEDING AND 1 PRECEDING) AS joined_before FROM happening WINDOW w AS ({_ORDER})),
    counted AS (SELECT * FROM ordered WHERE CASE kind WHEN 'L' THEN before IS DISTINCT FROM 'L'
        WHEN 'P' THEN before IS NULL OR before = 'L'
        ELSE before IS NULL OR before = 'L' OR joined_before IS NULL OR utc - joined_before > {SAME_JOIN} END),
    paired AS (SELECT *, {_utc("after", "after_aware", timezone)} AS after_utc, lag(kind) OVER w AS before_kind,
        lead(kind) OVER w AS next_kind, lead(moment) OVER w AS next, lead(aware) OVER w AS next_aware,
        lead(utc) OVER w AS next_utc, lead(after) OVER w AS next_after, lead(after_aware) OVER w AS next_after_aware,
        lead(after_utc) OVER w AS next_after_utc
        FROM (SELECT * EXCLUDE (before, joined_before) FROM counted) WINDOW w AS ({_ORDER}))
    SELECT group_id, member, CASE WHEN kind = 'J' OR before_kind = 'L' THEN moment END AS joined,
        CASE WHEN kind = 'J' OR before_kind = 'L' THEN aware END AS joined_aware, next AS "left",
        next_aware AS left_aware, CASE WHEN next_kind = 'L' THEN next_after WHEN next_kind IS NOT NULL THEN moment END
        AS left_after, CASE WHEN next_kind = 'L' THEN next_after_aware ELSE aware END AS left_after_aware,
        next_utc AS left_utc, CASE WHEN next_kind = 'L' THEN next_after_utc ELSE utc END AS after_utc
    FROM paired WHERE kind <> 'L'
    UNION ALL SELECT group_id, member, NULL, NULL, moment, aware, after, after_aware, utc, after_utc FROM paired
    WHERE kind = 'L' AND before_kind IS NULL"""


_LATER = """
    UPDATE spell SET left_after = seen.moment, left_after_aware = seen.aware FROM (
        SELECT s.rowid AS row, max_by(e.moment, e.utc) AS moment, max_by(e.aware, e.utc) AS aware FROM spell s JOIN (
            SELECT group_id, member, utc, moment, aware FROM happening WHERE kind <> 'L'
            UNION ALL SELECT group_id, member, utc, moment, aware FROM spoke
        ) e ON e.group_id = s.group_id AND e.member = s.member AND e.utc > s.after_utc AND e.utc < s.left_utc
        WHERE s.left_after IS NOT NULL GROUP BY s.rowid
    ) seen WHERE spell.rowid = seen.row"""
"""The last time that someone was seen before a leave of which only an interval is known."""
