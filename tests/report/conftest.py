"""A report made by hand with every kind of block, in both languages: what the renderer tests render."""

from __future__ import annotations

import io
from functools import cache
from typing import Any

import matplotlib as mpl
import pytest
from matplotlib import font_manager
from matplotlib.figure import Figure

from shequn import fonts
from shequn.report.model import Bullets, Card, Cards, Column, Cover, Document, Picture, Section, Table, Text

HOSTILE = [
    "=cmd|' /C calc'!A0",
    "+1",
    "-2+3",
    "@SUM(1)",
    "<script>alert(1)</script>",
    "</style><img src=x onerror=alert(1)>",
    "#set text(red) *bold* $x$ `code`",
    "小鹿🦌酱",
    "https://example.invalid/a?b=c",
    "tab\there\x07bell\x00nul",
    "王喆(囍) “引号”",
    'O\'Neil & "Co" {{ 7*7 }}',
]
WORDS: dict[str, dict[str, Any]] = {
    "en": {
        "cover": ("Hangzhou Reading Circle", "Community operations report", "2 March 2026 – 30 August 2026 (26 weeks)"),
        "titles": [
            "Verdict", "Scope and data quality", "Positioning", "Growth", "Activity", "Retention", "Concentration",
            "Conversion and GMV", "Layers", "Content and columns", "SOP and results", "Ranked actions",
            "Appendix: formulas",
        ],
        "verdict": "The weekly active rate rose to 37.7%, above its usual range of 29.1%–34.8% in the 8 weeks before; "
        "the welcome routine of week 27 is the likely cause, so keep it and extend it to the other two groups.",
        "labels": ["Week", "Group", "Members", "Active", "Active rate", "Growth", "Change", "GMV", "Since", "Mean"],
        "cards": [("Weekly active rate", "37.7%", "+4.1 pts vs the 8 weeks before", "95% interval 34.4%–41.1%", True),
                  ("Members", "812", "−1.2% vs the 8 weeks before", "44 joined, 54 left", False),
                  ("GMV in the period", "¥110,265.00", "+0.4% vs the 8 weeks before", "95.1% of orders matched", None),
                  ("Repeat rate", "–", None, "Too few buyers to tell", None)],
        "points": ["Activity recovered where newcomers were greeted within a day; elsewhere nothing changed.",
                   "Half of all messages come from 19 people, fewer than in spring; two of them left in August.",
                   "Refunds doubled in week 31 and came from one product."],
        "plain": "Each figure is compared with the community’s own trailing eight weeks, never with a published "
        "benchmark. A change is called clear only when it lies outside everything seen in those weeks.\n\n"
        "Small groups are left out of comparisons: two of twenty is 10%, and could be anything from 3% to 30%.",
        "note": "Active: a person who wrote at least once in the week while a member. Staff and bots are in no figure.",
        "warning": "14 of 1,203 rows of members.csv (1.2%) could not be used, so totals are a dozen too low.",
        "caption": "Active members per week with the range of the eight weeks before",
        "alt": "Line of weekly active members, rising from 180 to 306 over 26 weeks",
        "table": "Weekly figures", "names": "Top contributors", "below": "Missing values could not be computed.",
    },
    "zh": {
        "cover": ("云栖读书会（杭州）", "社群运营诊断报告", "2026 年 3 月 2 日至 8 月 30 日（26 周）"),
        "titles": [
            "核心结论", "数据范围与质量", "社群定位", "成员增长", "活跃情况", "留存分析", "贡献集中度",
            "转化与成交", "成员分层", "内容栏目", "SOP 执行与效果", "行动清单（按优先级）", "附录：口径与公式",
        ],
        "verdict": "周活跃率升至 37.7%，高于此前 8 周 29.1%～34.8% 的常态区间；"
        "第 27 周上线的入群欢迎流程是最可能的原因，建议保留，并推广到另外两个群。",
        "labels": ["周", "群", "总人数", "活跃人数", "活跃率", "环比", "变化", "成交额", "起始日", "均值"],
        "cards": [("周活跃率", "37.7%", "+4.1 个百分点，较前 8 周", "95% 区间 34.4%～41.1%", True),
                  ("社群总人数", "812", "−1.2%，较前 8 周", "新增 44 人，流失 54 人", False),
                  ("报告期成交额", "¥110,265.00", "+0.4%，较前 8 周", "95.1% 的订单匹配到成员", None),
                  ("复购率", "–", None, "购买人数太少，无法判断", None)],
        "points": ["新人在 24 小时内收到欢迎的群，活跃度明显回升；其他群没有变化。",
                   "一半的发言来自 19 人，比春季更集中；其中两人已在 8 月退群。",
                   "第 31 周退款翻倍，全部来自同一款商品。"],
        "plain": "所有指标都与本社群此前 8 周的自身水平比较，不引用任何外部“行业均值”。"
        "只有超出这 8 周全部取值范围的变化，才称为“明确”。\n\n"
        "人数过少的群不做比较：20 人中有 2 人活跃是 10%，但真实水平可能在 3% 到 30% 之间。",
        "note": "活跃：当周在群期间至少发言一次的成员。员工与机器人不计入任何指标。",
        "warning": "members.csv 的 1,203 行中有 14 行（1.2%）无法使用，因此总人数约少计十余人。",
        "caption": "每周活跃人数与前 8 周常态区间",
        "alt": "26 周活跃人数折线，从 180 人升至 306 人",
        "table": "每周数据", "names": "贡献最高的成员", "below": "“–”表示无法计算。",
    },
}  # fmt: skip


@cache
def _drawing(language: str, kind: str) -> str:
    """Draw with Matplotlib as the package does: text stays text, no date, fixed ids."""
    words = WORDS[language]
    for path in fonts.paths().values():
        font_manager.fontManager.addfont(path)
    settings = {
        "font.family": ["Noto Sans SC"],
        "svg.fonttype": "none",
        "svg.hashsalt": kind,
        "axes.unicode_minus": False,
    }
    with mpl.rc_context(settings):
        figure = Figure(figsize=(8, 3.2), layout="constrained")
        axes = figure.subplots()
        if kind == "line":
            active = [180 + 5 * week + (week * 37 % 23) for week in range(26)]
            axes.fill_between(range(26), 170, 240, color="#e1e6ea")
            axes.plot(active, color="#0f5c5c", marker="o", markersize=3)
            axes.set_xlabel(words["labels"][0])
            axes.set_title(words["labels"][3], loc="left", fontweight="bold")
        else:
            axes.pcolormesh([[row * column % 7 for column in range(24)] for row in range(7)], cmap="BuGn")
            axes.set_yticks([row + 0.5 for row in range(7)], [f"{words['labels'][0]}{row}" for row in range(7)])
        text = io.StringIO()
        figure.savefig(text, format="svg", metadata={"Date": None})
    return text.getvalue()


def _weekly(language: str, only: str | None, weeks: int) -> Table:
    labels = WORDS[language]["labels"]
    columns = [
        Column(key="week", label=labels[0]),
        Column(key="group", label=labels[1]),
        Column(key="total", label=labels[2], kind="int"),
        Column(key="active", label=labels[3], kind="int"),
        Column(key="rate", label=labels[4], kind="percent", formula="{active}/{total}"),
        Column(key="growth", label=labels[5], kind="growth", formula="({active}-{active@-1})/{active@-1}"),
        Column(key="change", label=labels[6], kind="points", formula="{rate}-{rate@-1}"),
        Column(key="gmv", label=labels[7], kind="money"),
        Column(key="start", label=labels[8], kind="date"),
        Column(key="mean", label=labels[9], kind="number", formula="{gmv}/({active}+1)"),
    ]
    rows: list[list[object]] = []
    for week in range(weeks):
        total, active, gmv = (0, 0, None) if week == 3 else (800 + week, 180 + 5 * week % 90, 1234.5 + 99 * week)
        before = rows[-1] if rows else None
        rate = active / total if total else None
        growth = (active - before[3]) / before[3] if before and before[3] else None
        change = rate - before[4] if before and None not in (rate, before[4]) else None
        mean = gmv / (active + 1) if gmv is not None else None
        day = f"2026-{3 + week // 28:02d}-{week % 28 + 1:02d}"
        rows.append([f"2026-W{week % 53 + 1:02d}", "ALL", total, active, rate, growth, change, gmv, day, mean])
    title = WORDS[language]["table"] + (f" [{only}]: a/b*c?" if only else "")
    return Table(
        title=title,
        columns=columns,
        rows=rows,
        caption=WORDS[language]["below"],
        only=only,
        sheet="weekly" if only else None,
    )


def _names(language: str) -> Table:
    words = WORDS[language]
    columns = [
        Column(key="name", label=words["names"]),
        Column(key="messages", label=words["labels"][3], kind="int"),
        Column(key="share", label=words["labels"][4], kind="percent", formula="{messages}/{messages@sum}"),
        Column(key="of_first", label=words["labels"][6], kind="percent", formula="{messages}/{messages@first}"),
    ]
    counts = [240 - 17 * place for place in range(len(HOSTILE))]
    rows = [[name, n, n / sum(counts), n / counts[0]] for name, n in zip(HOSTILE, counts, strict=True)]
    return Table(title=words["names"], columns=columns, rows=rows)


@cache
def sample(language: str) -> Document:
    """Make the report of one language."""
    words = WORDS[language]
    client, title, period = words["cover"]
    shared = {"language": language, "currency": "CNY"}
    line = Picture(svg=_drawing(language, "line"), alt=words["alt"], caption=words["caption"])
    heat = Picture(svg=_drawing(language, "heat"), alt=words["alt"], caption=words["caption"])
    cards = Cards(items=[Card(label=a, value=b, change=c, detail=d, good=e) for a, b, c, d, e in words["cards"]])
    plain, note = Text(text=words["plain"]), Text(style="note", text=words["note"])
    warning, points = Text(style="warning", text=words["warning"]), Bullets(items=words["points"])
    blocks: list[list[Any]] = [
        [cards, warning, points],
        [plain, _names(language), note],
        [plain],
        [line, note, _weekly(language, None, 26)],
        [cards, line, heat, points],
        [heat, plain, note, _weekly(language, "xlsx", 1500)],
        [plain, line, _names(language)],
        [cards, line, _weekly(language, None, 8)],
        [heat, points],
        [note],
        [note],
        [points, plain, points],
        [plain, note],
    ]
    sections = [
        Section(
            id=f"part-{place}", number="" if place == 13 else str(place), title=name,
            verdict=words["verdict"] if place < 12 else "", blocks=found, **shared,
        )
        for place, (name, found) in enumerate(zip(words["titles"], blocks, strict=True), 1)
    ]  # fmt: skip
    parameters = [("client", client), ("names", HOSTILE[0]), ("start", "2026-03-02"), ("groups", "")]
    cover = Cover(client=client, title=title, period=period, prepared="2026-09-01", parameters=parameters, **shared)
    return Document(cover=cover, sections=sections)


@pytest.fixture(params=["en", "zh"])
def document(request: pytest.FixtureRequest) -> Document:
    """The report in each language."""
    return sample(request.param)


@pytest.fixture
def hostile() -> list[str]:
    """Texts that must stay text."""
    return HOSTILE
