"""The sample client is written again byte by byte, and holds what a real export holds."""

from __future__ import annotations

import inspect
import os
import re
import subprocess
import sys
from collections import Counter, defaultdict
from datetime import timedelta
from itertools import pairwise
from statistics import mean

import pytest
from counting import COURSE, DAY, FAN, FAR, FLASH, LONG_AGO, MONDAY, WEEK, Client, instant, week_of

from shequn import samples
from shequn.errors import MissingFileError, ParameterError

HISTORY = ("members.csv", "messages.csv", "orders.csv", "groups.csv", "client.yaml")
HEADERS = {
    "members": "group_id,member_id,nickname,role,joined_at,left_at",
    "messages": "group_id,member_id,sent_at,kind,column,mentions,reply_to,message_id",
    "orders": "order_id,member_id,group_id,paid_at,amount,refunded_amount,refunded_at,status",
    "groups": "group_id,name,type,created_at,dissolved_at",
    "candidates": "candidate_id,segment_en,segment_zh,district_en,district_zh,distance_km,age_band,interest_en,"
    "interest_zh,source_en,source_zh,monthly_spend,purchases_90d,oven,photo,bakes_half_year,child,pet",
    "survey": "respondent,need_en,need_zh,frequency,intensity,satisfied",
    "competitors": "competitor_en,competitor_zh,price,need_en,need_zh,cover",
    "costs": "step_en,step_zh,minutes,cost,owner_en,owner_zh",
    "pilot": "person,version,invited_on,ordered_on,converted",
    "channels": "channel_en,channel_zh,place,day,exposures,scans,joins,buyers,cost",
    "releases": "release_id,day,change_en,change_zh,group_id,metric",
    "content": "post_id,group_id,column_en,column_zh,kind,slot,published_at,views,likes,comments,shares",
    "sop_log": "row_id,table,action_en,action_zh,owner_en,owner_zh,member_id,day,due_time,done_at,outcome",
}
PLAN = tuple(f"{table}.csv" for table in list(HEADERS)[4:])
FILES = HISTORY + PLAN


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


def test_arguments_of_the_plan_change_nothing_else(tmp_path):
    plain = samples.make_client(tmp_path / "plain", scale=0.1)
    other = samples.make_client(tmp_path / "other", scale=0.1, pilot_lift=0, card_wear=1, evening_lift=1, sop_slip=0)
    changed = {name for name in FILES if (plain / name).read_bytes() != (other / name).read_bytes()}
    assert changed == {"pilot.csv", "channels.csv", "content.csv", "sop_log.csv"}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_readme_describes_each_table_and_column(language):
    text = (samples.path() / "README.md").read_text("utf-8")
    english, chinese = text.split("\n## 中文\n")
    own = english if language == "en" else chinese
    for table in (name.removesuffix(".csv") for name in PLAN):
        [row] = re.findall(rf"^\| `{table}` \|.*$", own, re.MULTILINE)
        named = set(re.findall(r"`(\w+)`", row)) - {table}
        header = {re.sub("_(en|zh)$", "", column) for column in HEADERS[table].split(",")}
        assert named == header, table


def test_scale_sets_the_size(tmp_path):
    small = Client(samples.make_client(tmp_path, scale=0.1))
    assert 90 < len({m for _, m in small.spells}) < 150
    assert 3_000 < len(small.messages) < 8_000
    assert {row["group_id"] for row in small.messages} == {FAN, COURSE, FLASH}


def test_files_are_plain_utf8_csv_with_the_documented_headers(client):
    for table, header in HEADERS.items():
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
