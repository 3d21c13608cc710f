"""The sample client holds what it promises, and its effects are those that were put in.

Everything is counted from the CSV files in plain Python, by none of the package's own metrics.
"""

from __future__ import annotations

import csv
import inspect
import os
import re
import subprocess
import sys
from collections import Counter, defaultdict
from datetime import datetime, timedelta
from functools import cached_property
from itertools import pairwise
from statistics import mean, pstdev
from typing import TYPE_CHECKING

import pytest

from shequn import samples
from shequn.errors import MissingFileError, ParameterError

if TYPE_CHECKING:
    from pathlib import Path

FILES = ("members.csv", "messages.csv", "orders.csv", "groups.csv", "client.yaml")
FAN, COURSE, FLASH = "G01", "G02", "G03"
MONDAY = datetime.fromisoformat("2026-04-27")
WEEK, DAY = timedelta(7), timedelta(1)
LONG_AGO, FAR = (datetime.fromisoformat(f"{year}-01-01") for year in (2000, 2100))
WEEKS = range(1, 27)


def instant(text: str, empty: datetime | None = None) -> datetime:
    return datetime.fromisoformat(text) if text else empty


def week_of(moment: datetime) -> int:
    return (moment - MONDAY).days // 7 + 1


class Client:
    """The tables of a client and the few counts that the tests below share."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def rows(self, table: str) -> list[dict[str, str]]:
        with (self.folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    @cached_property
    def members(self):
        return self.rows("members")

    @cached_property
    def messages(self):
        return self.rows("messages")

    @cached_property
    def orders(self):
        return self.rows("orders")

    @cached_property
    def spells(self) -> dict[tuple[str, str], list[tuple[datetime, datetime]]]:
        """(group, member) to the spells of people: no staff, no bot."""
        found = defaultdict(list)
        for row in self.members:
            if row["role"] not in ("staff", "bot"):
                spell = instant(row["joined_at"], LONG_AGO), instant(row["left_at"], FAR)
                found[row["group_id"], row["member_id"]].append(spell)
        return {key: sorted(spells) for key, spells in found.items()}

    def inside(self, group: str, member: str, moment: datetime) -> bool:
        return any(joined <= moment < left for joined, left in self.spells.get((group, member), ()))

    def inside_on(self, group: str, member: str, moment: datetime) -> bool:
        day = moment.replace(hour=0, minute=0, second=0)
        return any(joined < day + DAY and left > day for joined, left in self.spells.get((group, member), ()))

    def present(self, group: str, week: int) -> set[str]:
        end = MONDAY + week * WEEK
        return {m for (g, m), spells in self.spells.items() if g == group and any(j < end <= e for j, e in spells)}

    @cached_property
    def spoken(self) -> list[tuple[str, str, datetime]]:
        """Messages that count as activity."""
        found = []
        for row in self.messages:
            key = row["group_id"], row["member_id"], instant(row["sent_at"])
            if row["kind"] not in ("system", "recall") and self.inside_on(*key):
                found.append(key)
        return found

    @cached_property
    def active(self) -> dict[tuple[str, int], set[str]]:
        found = defaultdict(set)
        for group, member, sent in self.spoken:
            found[group, week_of(sent)].add(member)
        return found

    def rate(self, group: str, week: int) -> float:
        return len(self.active[group, week]) / len(self.present(group, week))

    @cached_property
    def bought(self) -> list[tuple[str, str, datetime, int]]:
        """Paid orders of members: group, member, moment, cents; one that names no group once per group."""
        found = []
        for row in self.orders:
            if row["status"] == "unpaid":
                continue
            paid_at, cents = instant(row["paid_at"]), int(row["amount"].replace(".", ""))
            member, groups = row["member_id"], [row["group_id"]] if row["group_id"] else [FAN, COURSE, FLASH]
            found += [(g, member, paid_at, cents) for g in groups if self.inside(g, member, paid_at)]
        return found

    def gmv(self, group: str, week: int) -> int:
        return sum(cents for g, _, paid_at, cents in self.bought if g == group and week_of(paid_at) == week)

    def cohort(self, group: str, week: int) -> set[str]:
        """Who joined the group for the first time in this week."""
        firsts = {m: spells[0][0] for (g, m), spells in self.spells.items() if g == group}
        return {m for m, joined in firsts.items() if joined >= MONDAY and week_of(joined) == week}

    def retention(self, weeks: list[int], ages: range = range(1, 5)) -> float:
        """Weighted share of the fan group's cohorts active in finished weeks after joining."""
        cells = [(self.cohort(FAN, w), self.active[FAN, w + age]) for w in weeks for age in ages if w + age in WEEKS]
        return sum(len(cohort & active) for cohort, active in cells) / sum(len(cohort) for cohort, _ in cells)

    def left_within(self, week: int, days: int) -> tuple[int, int]:
        """How many of a fan cohort left within so many days, and its size."""
        cohort = self.cohort(FAN, week)
        gone = sum(self.spells[FAN, m][0][1] - self.spells[FAN, m][0][0] <= timedelta(days) for m in cohort)
        return gone, len(cohort)

    def leaves(self, group: str, week: int) -> int:
        ends = [left for (g, _), spells in self.spells.items() if g == group for _, left in spells]
        return sum(week_of(left) == week for left in ends)

    def counts(self, group: str) -> Counter[str]:
        return Counter(member for g, member, _ in self.spoken if g == group)

    def buying(self) -> tuple[float, float]:
        """Weekly conversion rate of members who speak in the week, and of the silent, in the two long groups."""
        totals, buyers = Counter(), defaultdict(set)
        for group, member, paid_at, _ in self.bought:
            buyers[group, week_of(paid_at)].add(member)
        for group in (FAN, COURSE):
            for week in WEEKS:
                present, active = self.present(group, week), self.active[group, week]
                for name, people in (("active", present & active), ("silent", present - active)):
                    totals[name] += len(people)
                    totals[name, "bought"] += len(people & buyers[group, week])
        return tuple(totals[name, "bought"] / totals[name] for name in ("active", "silent"))


def absence_factor(counts: Counter[str]) -> int:
    total = 0
    for people, (_, n) in enumerate(counts.most_common(), 1):
        total += n
        if 2 * total >= counts.total():
            return people
    raise AssertionError("no messages")


@pytest.fixture(scope="module")
def client() -> Client:
    return Client(samples.path())


@pytest.fixture(scope="module")
def unlifted(tmp_path_factory) -> Client:
    """The same client, the intervention without effect."""
    return Client(samples.make_client(tmp_path_factory.mktemp("unlifted"), activity_lift=0, welcome_lift=0))


@pytest.fixture(scope="module")
def flat(tmp_path_factory) -> Client:
    """A client without the other effects."""
    folder = tmp_path_factory.mktemp("flat")
    return Client(samples.make_client(folder, campaign_joins=0, buyer_uplift=1, churn_rise=1, core_share=0.1))


# --- the files ------------------------------------------------------------------------------------------------------


def test_generator_writes_the_committed_files_again(tmp_path):
    folder = samples.make_client(tmp_path / "again")
    assert sorted(file.name for file in folder.iterdir()) == sorted(FILES)
    for name in FILES:
        assert (folder / name).read_bytes() == (samples.path() / name).read_bytes(), name


def test_command_writes_the_same_bytes_under_another_hash_seed(tmp_path):
    ours = samples.make_client(tmp_path / "ours", seed=5, scale=0.1)
    command = [sys.executable, "-m", "shequn.samples", str(tmp_path / "theirs"), "--seed", "5", "--scale", "0.1"]
    subprocess.run(command, check=True, env=os.environ | {"PYTHONHASHSEED": "77"}, capture_output=True)
    assert all((ours / name).read_bytes() == (tmp_path / "theirs" / name).read_bytes() for name in FILES)


def test_another_seed_makes_another_client(tmp_path):
    one, two = (samples.make_client(tmp_path / str(seed), seed=seed, scale=0.1) for seed in (1, 2))
    assert all((one / name).read_bytes() != (two / name).read_bytes() for name in FILES[:3])


def test_scale_sets_the_size(tmp_path):
    small = Client(samples.make_client(tmp_path, scale=0.1))
    assert 90 < len({m for _, m in small.spells}) < 150
    assert 3_000 < len(small.messages) < 8_000
    assert {row["group_id"] for row in small.messages} == {FAN, COURSE, FLASH}


def test_files_are_plain_utf8_csv_with_the_documented_headers(client):
    headers = {
        "members": "group_id,member_id,nickname,role,joined_at,left_at",
        "messages": "group_id,member_id,sent_at,kind,column,mentions,reply_to,message_id",
        "orders": "order_id,member_id,group_id,paid_at,amount,refunded_amount,refunded_at,status",
        "groups": "group_id,name,type,created_at,dissolved_at",
    }
    for table, header in headers.items():
        content = (client.folder / f"{table}.csv").read_bytes()
        assert content.decode().split("\n")[0] == header
        assert b"\r" not in content
    assert sum((client.folder / name).stat().st_size for name in FILES) < 4_000_000


def test_sizes_and_period(client):
    people = {row["member_id"] for row in client.members if row["role"] not in ("staff", "bot")}
    assert 1_150 <= len(people) <= 1_250
    assert 38_000 <= len(client.messages) <= 42_000
    assert 1_400 <= len(client.orders) <= 1_600
    sent = [instant(row["sent_at"]) for row in client.messages]
    assert sent == sorted(sent)
    assert sent[0].date() == MONDAY.date()
    assert sent[-1].date() == (MONDAY + 26 * WEEK - DAY).date()
    every = [row[key] for row in client.members for key in ("joined_at", "left_at")]
    every += [row[key] for row in client.orders for key in ("paid_at", "refunded_at")]
    assert max(map(instant, filter(None, every))) < MONDAY + 26 * WEEK


@pytest.mark.parametrize(("seed", "scale"), [(20260427, 1), (1, 0.3), (2, 0.1), (3, 0.05)])
def test_spells_are_sound(tmp_path, seed, scale):
    small = Client(samples.make_client(tmp_path, seed=seed, scale=scale))
    for spells in small.spells.values():
        assert all(joined < left for joined, left in spells)
        assert all(one[1] < two[0] for one, two in pairwise(spells)), "overlap"
    ids = [row["message_id"] for row in small.messages]
    numbers = {message_id: number for number, message_id in enumerate(ids)}
    assert len(numbers) == len(ids)
    assert all(numbers[row["reply_to"]] < numbers[row["message_id"]] for row in small.messages if row["reply_to"])
    assert len({row["order_id"] for row in small.orders}) == len(small.orders)


# --- the traits that a real export has -----------------------------------------------------------------------------


def traits(client: Client) -> dict[str, int]:
    spells = client.spells
    dated = [(key, j, e) for key, group in spells.items() for j, e in group if j > LONG_AGO]
    groups_of = defaultdict(set)
    for group, member in spells:
        groups_of[member].add(group)
    people = set(groups_of)
    team = {row["member_id"] for row in client.members if row["role"] in ("staff", "bot")}
    names = [row["nickname"] for row in client.members]
    buyers = defaultdict(set)
    for group, member, _, _ in client.bought:
        buyers[member].add(group)
    last = {key: group[-1][1] for key, group in spells.items()}
    late = [r for r in client.messages if (r["group_id"], r["member_id"]) in spells]
    late = [r for r in late if not client.inside_on(r["group_id"], r["member_id"], instant(r["sent_at"]))]
    refunded = [row for row in client.orders if row["refunded_at"]]
    return {
        "rejoins": sum(len(group) - 1 for group in spells.values()),
        "left-censored": sum(j == LONG_AGO for group in spells.values() for j, _ in group),
        "left-censored who leave": sum(group[0][0] == LONG_AGO and group[0][1] < FAR for group in spells.values()),
        "same-day join and leave": sum(key[0] != FLASH and j.date() == e.date() for key, j, e in dated),
        "join, leave, join on one day": sum(
            one[0].date() == one[1].date() == two[0].date()
            for group in spells.values()
            for one, two in pairwise(group)
        ),
        **{f"role {role}": n for role, n in Counter(row["role"] for row in client.members).items()},
        **{f"kind {kind}": n for kind, n in Counter(row["kind"] for row in client.messages).items()},
        "messages of staff and bot": sum(row["member_id"] in team for row in client.messages),
        "members in two groups": sum(len(groups) > 1 for groups in groups_of.values()),
        "movers from fan to learning": sum(
            timedelta() < last[FAN, m] - spells[COURSE, m][0][0] < timedelta(4)
            for m in people
            if (FAN, m) in spells and (COURSE, m) in spells
        ),
        "movers from flash to fan": sum(
            (FAN, m) in spells and spells[FLASH, m][0][0] < spells[FAN, m][0][0] < spells[FLASH, m][0][1]
            for m in people
            if (FLASH, m) in spells
        ),
        "buyers who never joined": len({row["member_id"] for row in client.orders} - people - team),
        "orders after leaving": sum(
            row["status"] != "unpaid"
            and (row["group_id"], row["member_id"]) in spells
            and not client.inside(row["group_id"], row["member_id"], instant(row["paid_at"]))
            for row in client.orders
        ),
        "orders of staff": sum(row["member_id"] in team for row in client.orders),
        "buyers in two groups": sum(len(groups) > 1 for groups in buyers.values()),
        "orders without group": sum(not row["group_id"] for row in client.orders),
        "unpaid orders": sum(row["status"] == "unpaid" and not row["paid_at"] for row in client.orders),
        "refunds in a later week": sum(
            week_of(instant(row["refunded_at"])) > week_of(instant(row["paid_at"])) for row in refunded
        ),
        "full refunds": sum(row["refunded_amount"] == row["amount"] for row in refunded),
        "partial refunds": sum(float(row["refunded_amount"]) < float(row["amount"]) for row in refunded),
        "messages after leaving": len(late),
        "replies": sum(bool(row["reply_to"]) for row in client.messages),
        "mentions": sum(bool(row["mentions"]) for row in client.messages),
        **{f"column {c}": n for c, n in Counter(row["column"] for row in client.messages).items() if c},
        "nicknames with emoji": sum("☕" in name for name in names),
        "nicknames with a joined emoji": sum("\u200d" in name for name in names),
        "nicknames with quotes": sum('"' in name for name in names),
        "nicknames with a script": sum("<script>" in name for name in names),
        "nicknames like formulas": sum(name[0] in "=+-@" for name in names),
        "nicknames right to left": sum("\u202e" in name or "ع" in name for name in names),
        "nicknames with a comma": sum("," in name for name in names),
    }  # fmt: skip


MINIMUM = {
    "rejoins": 20, "left-censored": 100, "left-censored who leave": 10, "same-day join and leave": 5,
    "join, leave, join on one day": 3, "role owner": 3, "role admin": 3, "role member": 1_000, "role staff": 6,
    "role bot": 2, "kind text": 20_000, "kind image": 1_000, "kind link": 500, "kind voice": 500, "kind system": 500,
    "kind recall": 100, "messages of staff and bot": 1_000, "members in two groups": 100,
    "movers from fan to learning": 5, "movers from flash to fan": 40, "buyers who never joined": 30,
    "orders after leaving": 5, "orders of staff": 1, "buyers in two groups": 20, "orders without group": 200,
    "unpaid orders": 30, "refunds in a later week": 40, "full refunds": 20, "partial refunds": 15,
    "messages after leaving": 30, "replies": 5_000, "mentions": 40, "column 早安": 500, "column 晚读": 300,
    "column 问答": 300, "column 周分享": 200, "column 作业": 150, "column 活动": 300, "column 欢迎": 50,
    "nicknames with emoji": 5, "nicknames with a joined emoji": 5, "nicknames with quotes": 5,
    "nicknames with a script": 5, "nicknames like formulas": 20, "nicknames right to left": 10,
    "nicknames with a comma": 5,
}  # fmt: skip


def test_every_trait_is_there(client):
    found = traits(client)
    assert {name: found.get(name, 0) for name, least in MINIMUM.items() if found.get(name, 0) < least} == {}
    assert set(found) == set(MINIMUM)


def test_names_are_plainly_samples(client):
    assert [r["nickname"] for r in client.members if not re.search("示例|عضو تجريبي", r["nickname"])] == []


def test_long_groups_have_messages_on_every_day_but_one(client):
    days = {(group, sent.date()) for group, _, sent in client.spoken}
    period = [(MONDAY + n * DAY).date() for n in range(182)]
    missing = [(g, str(d)) for g in (FAN, COURSE) for d in period if (g, d) not in days]
    assert missing == [(COURSE, "2026-06-19")]
    assert not any(r["group_id"] == COURSE and r["sent_at"].startswith("2026-06-19") for r in client.messages)


def test_flash_group_lives_four_hours(client):
    group = client.rows("groups")[2]
    opened, dissolved = instant(group["created_at"]), instant(group["dissolved_at"])
    assert (group["type"], dissolved - opened) == ("快闪群", timedelta(hours=4))
    spells = [spell for (g, _), own in client.spells.items() if g == FLASH for spell in own]
    assert all(opened <= joined < left <= dissolved for joined, left in spells)
    assert sum(left == dissolved for _, left in spells) > 0.9 * len(spells)
    assert client.present(FLASH, 20) == set()


# --- the known effects ---------------------------------------------------------------------------------------------


def test_intervention_lifts_the_active_rate(client, unlifted):
    before, after = ([client.rate(FAN, w) for w in weeks] for weeks in (range(1, 17), range(17, 27)))
    assert mean(before) == pytest.approx(0.20, abs=0.01)
    assert mean(after) - mean(before) == pytest.approx(0.10, abs=0.015)
    assert 0.008 < pstdev(before) < 0.025
    trailing = before[8:]
    assert after[0] > mean(trailing) + 4 * pstdev(trailing)
    assert min(after) > max(before)
    assert all(0.15 < rate < 0.35 for rate in before + after)
    rates = [unlifted.rate(FAN, w) for w in WEEKS]
    assert mean(rates[16:]) - mean(rates[:16]) == pytest.approx(0, abs=0.012)


def test_lift_is_where_and_as_large_as_asked(tmp_path):
    other = Client(samples.make_client(tmp_path, activity_lift=0.05, lift_week=10))
    rates = [other.rate(FAN, w) for w in WEEKS]
    assert mean(rates[9:]) - mean(rates[:9]) == pytest.approx(0.05, abs=0.015)


def test_lift_changes_nobody_s_membership(client, unlifted):
    assert unlifted.members == client.members


def test_welcome_improves_early_retention(client, unlifted):
    before, after = [w for w in range(1, 13) if w != 6], list(range(17, 23))  # cohorts whose four weeks lie on one side
    assert client.retention(after) - client.retention(before) == pytest.approx(0.20, abs=0.05)
    assert unlifted.retention(after) - unlifted.retention(before) == pytest.approx(0, abs=0.05)


def test_campaign_brings_people_who_leave(client, flat):
    gone, joined = client.left_within(6, 14)
    assert joined > 4 * mean(len(client.cohort(FAN, w)) for w in range(1, 6))
    assert gone / joined > 0.7
    usual = [client.left_within(w, 14) for w in range(1, 17) if w != 6]
    assert sum(n for n, _ in usual) / sum(n for _, n in usual) < 0.15
    assert client.retention([6]) < client.retention([1, 2, 3, 4, 5]) / 2
    assert len(flat.cohort(FAN, 6)) < 25


@pytest.mark.parametrize(
    ("group", "core"),
    [(FAN, range(1, 13)), (COURSE, range(13, 21)), (FLASH, range(1, 6))],
)
def test_core_writes_half(client, flat, group, core):
    ids, counts = {f"M{n:04d}" for n in core}, client.counts(group)
    assert {member for member, _ in counts.most_common(len(core))} == ids
    assert sum(counts[m] for m in ids) / counts.total() == pytest.approx(0.5, abs=0.015)
    assert absence_factor(counts) == len(core)
    assert absence_factor(flat.counts(group)) > 2 * len(core)


def test_evening_peak_and_weekday_pattern(client):
    hours = Counter(sent.hour for _, _, sent in client.spoken)
    assert {hour for hour, _ in hours.most_common(2)} == {20, 21}
    assert sum(hours[h] for h in range(19, 23)) / hours.total() == pytest.approx(0.49, abs=0.05)
    assert sum(hours[h] for h in range(1, 6)) / hours.total() < 0.01
    days = {g: Counter(sent.weekday() for group, _, sent in client.spoken if group == g) for g in (FAN, COURSE)}
    assert days[FAN].most_common(1)[0][0] == 5
    assert days[COURSE].most_common(1)[0][0] == 6
    wednesday = [
        mean(sent.weekday() == 2 for g, _, sent in client.spoken if g == FAN and (week_of(sent) >= 17) == late)
        for late in (False, True)
    ]
    assert wednesday[0] < 0.14 < 0.17 < wednesday[1]


def test_who_speaks_buys_four_times_as_often(client, flat):
    active, silent = client.buying()
    assert active / silent == pytest.approx(4, abs=0.6)
    active, silent = flat.buying()
    assert active / silent == pytest.approx(1, abs=0.3)


def test_flash_sale_is_a_spike(client):
    usual = [client.gmv(FAN, w) + client.gmv(COURSE, w) for w in WEEKS]
    assert client.gmv(FLASH, 20) > 3 * max(usual)
    assert all(client.gmv(FLASH, w) == 0 for w in WEEKS if w != 20)
    prices = {int(row["amount"].replace(".", "")) for row in client.orders}
    assert (min(prices), max(prices)) == (1990, 29900)


def test_churn_rises_in_the_learning_group(client, flat):
    late, early = ([client.leaves(COURSE, w) for w in weeks] for weeks in (range(23, 27), range(15, 23)))
    assert mean(late) > 1.5 * mean(early)
    assert mean(flat.leaves(COURSE, w) for w in range(23, 27)) < 1.5 * mean(
        flat.leaves(COURSE, w) for w in range(15, 23)
    )


# --- README, arguments, path ---------------------------------------------------------------------------------------


def test_readme_states_arguments_and_measured_values(client):
    text = (client.folder / "README.md").read_text("utf-8")
    for name, argument in inspect.signature(samples.make_client).parameters.items():
        if name not in ("directory", "scale"):
            assert f"| `{name}` | {argument.default} |" in text
    before, after = (mean(client.rate(FAN, w) for w in weeks) for weeks in (range(1, 17), range(17, 27)))
    gone, joined = client.left_within(6, 14)
    active, silent = client.buying()
    people = {row["member_id"] for row in client.members if row["role"] not in ("staff", "bot")}
    early, late = (client.retention(w) for w in ([w for w in range(1, 13) if w != 6], list(range(17, 23))))
    leaves = [mean(client.leaves(COURSE, w) for w in weeks) for weeks in (range(15, 23), range(23, 27))]
    for measured in (
        f"{len(people):,} people",
        f"{len(client.messages):,} messages",
        f"{len(client.orders):,} orders",
        f"{before:.1%} → {after:.1%}",
        f"{early:.0%} → {late:.0%}",
        f"{gone} of {joined}",
        f"{active:.1%} against {silent:.1%}",
        f"{client.gmv(FLASH, 20) / 100:,.0f} yuan",
        f"{leaves[0]:.1f} → {leaves[1]:.1f}",
    ):
        assert measured in text, measured


@pytest.mark.parametrize(
    ("name", "value"),
    [("scale", 0), ("scale", float("nan")), ("lift_week", 27), ("activity_lift", -0.1), ("core_share", 1)],
)
def test_arguments_out_of_range_are_refused_before_anything_is_written(tmp_path, name, value):
    with pytest.raises(ParameterError, match=f"{name} == {value}, must be between"):
        samples.make_client(tmp_path / "new", **{name: value})
    assert not (tmp_path / "new").exists()


def test_command_words_its_errors(tmp_path):
    (tmp_path / "file").write_text("")
    for words in ([str(tmp_path / "new"), "--scale", "0"], [str(tmp_path / "file")]):
        command = [sys.executable, "-m", "shequn.samples", *words]
        done = subprocess.run(command, check=False, capture_output=True, text=True)
        assert done.returncode == 2
        assert "Traceback" not in done.stderr
        assert "error: " in done.stderr


def test_missing_sample_says_how_to_write_one(monkeypatch, tmp_path):
    monkeypatch.setattr(samples, "__file__", str(tmp_path / "a" / "shequn" / "samples" / "__init__.py"))
    with pytest.raises(MissingFileError, match="no sample client in"):
        samples.path()
    packaged = tmp_path / "a" / "shequn" / "data" / "samples"
    samples.make_client(packaged, scale=0.05)
    assert samples.path() == packaged
