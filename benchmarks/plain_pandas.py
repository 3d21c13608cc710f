"""The figures of `benchmarks/metrics.py` in plain pandas, as one would write them without this package."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from pathlib import Path

KEYS = ["group_id", "member_id"]


def figures(folder: Path, start: str, n_days: int) -> dict[str, pd.DataFrame]:
    """All four tables of the period, ALL first."""
    days = calendar(start, n_days)
    spells = read_spells(folder)
    active = read_activity(folder, spells)
    orders = read_orders(folder, spells)
    levels = pd.DataFrame({"group_id": ["ALL", *sorted(set(spells["group_id"]) - {"ALL"})]})
    head = headcount(spells, days, levels)
    weeks = active.merge(days[["day", "week_start"]], on="day")[[*KEYS, "week_start"]].drop_duplicates()
    return {
        "daily": daily(head, active),
        "weekly": weekly(head, spells, weeks, orders, days),
        "cohorts": cohorts(spells, weeks, days, levels),
        "lifecycle": lifecycle(weeks, days, levels),
    }


def calendar(start: str, n_days: int) -> pd.DataFrame:
    days = pd.DataFrame({"day": pd.date_range(start, periods=n_days).astype("datetime64[us]")})
    days["week_start"] = days["day"] - pd.to_timedelta(days["day"].dt.weekday, unit="D")
    days["last"] = days["day"] == days.groupby("week_start")["day"].transform("max")
    days["complete"] = days.groupby("week_start")["day"].transform("size") == 7
    return days


def read_spells(folder: Path) -> pd.DataFrame:
    rows = pd.read_parquet(folder / "members.parquet", columns=[*KEYS, "role", "joined_at", "left_at"])
    rows = rows[~rows["role"].isin(["staff", "bot"])].drop(columns="role")
    rows = pd.concat([rows, rows.assign(group_id="ALL")], ignore_index=True)
    rows["start"] = rows["joined_at"].fillna(pd.Timestamp("1970-01-01"))
    rows["end"] = rows["left_at"].fillna(pd.Timestamp("2099-01-01"))
    rows = rows.sort_values([*KEYS, "start"], ignore_index=True)
    so_far = rows.groupby(KEYS)["end"].cummax()
    before = so_far.groupby([rows["group_id"], rows["member_id"]]).shift()
    opens = before.isna() | (rows["start"] > before)
    spells = rows.groupby(opens.cumsum()).agg(
        group_id=("group_id", "first"), member_id=("member_id", "first"), start=("start", "min"), end=("end", "max")
    )
    spells["joined_day"] = spells["start"].dt.normalize().where(spells["start"] > "1970-01-01")
    left = spells["end"].where(spells["end"] < "2099-01-01")
    spells["left_day"] = left.dt.normalize()
    at_midnight = (left == spells["left_day"]) & (spells["start"] < spells["end"])
    spells["last_day"] = spells["left_day"] - pd.to_timedelta(at_midnight.astype(int), unit="D")
    return spells.reset_index(drop=True)


def read_activity(folder: Path, spells: pd.DataFrame) -> pd.DataFrame:
    kinds = [("kind", "not in", ["system", "recall"])]
    sent = pd.read_parquet(folder / "messages.parquet", columns=[*KEYS, "sent_at"], filters=kinds)
    sent["day"] = sent.pop("sent_at").dt.normalize()
    sent = sent.drop_duplicates(ignore_index=True)
    inside = sent.merge(spells[[*KEYS, "joined_day", "last_day"]], on=KEYS)
    joined = inside["joined_day"].isna() | (inside["joined_day"] <= inside["day"])
    still = inside["last_day"].isna() | (inside["day"] <= inside["last_day"])
    inside = inside.loc[joined & still, [*KEYS, "day"]].drop_duplicates()
    everyone = inside[["member_id", "day"]].drop_duplicates().assign(group_id="ALL")
    return pd.concat([inside, everyone], ignore_index=True)


def read_orders(folder: Path, spells: pd.DataFrame) -> pd.DataFrame:
    orders = pd.read_parquet(folder / "orders.parquet").rename(columns={"group_id": "named"})
    orders["day"] = orders["paid_at"].dt.normalize()
    orders["cents"] = (orders["amount"].astype("float64") * 100).round().astype("int64")
    orders = orders.merge(spells[spells["group_id"] != "ALL"], on="member_id")
    named = orders["named"].isna() | (orders["named"] == orders["group_id"])
    member = (orders["start"] <= orders["paid_at"]) & (orders["paid_at"] < orders["end"])
    orders = orders.loc[named & member, ["order_id", *KEYS, "day", "cents"]]
    return pd.concat([orders, orders.drop_duplicates("order_id").assign(group_id="ALL")], ignore_index=True)


def events(spells: pd.DataFrame, name: str, days: pd.DataFrame) -> pd.DataFrame:
    return spells[[*KEYS, name]].dropna().rename(columns={name: "day"}).merge(days, on="day")


def count(rows: pd.DataFrame, time: str, name: str, *, people: bool = True) -> pd.DataFrame:
    rows = rows[[*KEYS, time]].drop_duplicates() if people else rows
    return rows.groupby(["group_id", time]).size().rename(name).reset_index()


def fill(rows: pd.DataFrame, on: list[str], *counts: pd.DataFrame) -> pd.DataFrame:
    for table in counts:
        rows = rows.merge(table, on=on, how="left")
        names = [name for name in table.columns if name not in on]
        rows[names] = rows[names].fillna(0).astype("int64")
    return rows


def div(above: pd.Series, below: pd.Series) -> pd.Series:
    return above / below.where(below != 0)


def headcount(spells: pd.DataFrame, days: pd.DataFrame, levels: pd.DataFrame) -> pd.DataFrame:
    joined, left = (events(spells, name, days) for name in ("joined_day", "left_day"))
    rows = fill(
        levels.merge(days, how="cross"),
        ["group_id", "day"],
        count(joined, "day", "new_members"),
        count(left, "day", "churned_members"),
        count(joined, "day", "joins", people=False),
        count(left, "day", "leaves", people=False),
    )
    first = days["day"].min()
    before = spells["joined_day"].isna() | (spells["joined_day"] < first)
    before &= spells["left_day"].isna() | (spells["left_day"] >= first)
    opening = spells[before].groupby("group_id").size().rename("opening").reset_index()
    rows = fill(rows, ["group_id"], opening)
    rows["total_members"] = rows.pop("opening") + (rows["joins"] - rows["leaves"]).groupby(rows["group_id"]).cumsum()
    return rows


def daily(head: pd.DataFrame, active: pd.DataFrame) -> pd.DataFrame:
    rows = fill(head, ["group_id", "day"], count(active, "day", "active_members", people=False))
    rows["active_rate"] = div(rows["active_members"], rows["total_members"])
    return rows.drop(columns=["week_start", "last", "complete"])


def weekly(
    head: pd.DataFrame, spells: pd.DataFrame, weeks: pd.DataFrame, orders: pd.DataFrame, days: pd.DataFrame
) -> pd.DataFrame:
    on = ["group_id", "week_start"]
    rows = head.loc[head["last"], [*on, "complete", "total_members"]]
    sums = head.groupby(on)[["joins", "leaves"]].sum().reset_index()
    joined, left = (events(spells, name, days) for name in ("joined_day", "left_day"))
    paid = orders.merge(days[["day", "week_start"]], on="day")
    rows = fill(
        rows,
        on,
        sums,
        count(joined, "week_start", "new_members"),
        count(left, "week_start", "churned_members"),
        count(weeks, "week_start", "active_members", people=False),
        count(paid, "week_start", "converted_members"),
        paid.groupby(on)["cents"].sum().reset_index(),
    )
    rows["active_rate"] = div(rows["active_members"], rows["total_members"])
    rows["conversion_rate"] = div(rows["converted_members"], rows["total_members"])
    by_level = rows.groupby("group_id")
    for name, value in {"converted_growth": "converted_members", "gmv_growth": "cents"}.items():
        before = by_level[value].shift().where(rows["complete"] & by_level["complete"].shift(fill_value=False))
        rows[name] = div(rows[value] - before, before)
    rows["gmv"] = rows.pop("cents") / 100
    return rows


def cohorts(spells: pd.DataFrame, weeks: pd.DataFrame, days: pd.DataFrame, levels: pd.DataFrame) -> pd.DataFrame:
    first = spells.sort_values([*KEYS, "start"]).drop_duplicates(KEYS)
    joined = events(first, "joined_day", days).rename(columns={"week_start": "cohort_start"})[[*KEYS, "cohort_start"]]
    sizes = joined.groupby(["group_id", "cohort_start"]).size().rename("size").reset_index()
    seen = weeks.merge(joined, on=KEYS)
    seen = seen[seen["week_start"] >= seen["cohort_start"]]
    retained = seen.groupby(["group_id", "cohort_start", "week_start"]).size().rename("retained").reset_index()
    times = days[["week_start", "complete"]].drop_duplicates()
    cells = times[["week_start"]].rename(columns={"week_start": "cohort_start"}).merge(times, how="cross")
    cells = cells[cells["week_start"] >= cells["cohort_start"]]
    rows = levels.merge(cells, how="cross")
    rows = fill(rows, ["group_id", "cohort_start"], sizes)
    rows = fill(rows, ["group_id", "cohort_start", "week_start"], retained)
    rows["retained"] = rows["retained"].where(rows["complete"])
    rows["age"] = (rows["week_start"] - rows["cohort_start"]).dt.days // 7
    rows["retention"] = div(rows["retained"], rows["size"])
    return rows.drop(columns="week_start")


def lifecycle(weeks: pd.DataFrame, days: pd.DataFrame, levels: pd.DataFrame) -> pd.DataFrame:
    on = ["group_id", "week_start"]
    week = pd.Timedelta(days=7)
    before = weeks.assign(week_start=weeks["week_start"] + week)
    first = weeks.groupby(KEYS, as_index=False)["week_start"].min()
    rows = fill(
        levels.merge(days[["week_start", "complete"]].drop_duplicates(), how="cross"),
        on,
        count(weeks, "week_start", "active_members", people=False),
        count(first, "week_start", "first_active", people=False),
        count(weeks.merge(before, on=[*KEYS, "week_start"]), "week_start", "retained", people=False),
        count(before, "week_start", "previous", people=False),
    )
    rows["resurrected"] = rows["active_members"] - rows["first_active"] - rows["retained"]
    rows["dormant"] = rows.pop("previous") - rows["retained"]
    return rows
