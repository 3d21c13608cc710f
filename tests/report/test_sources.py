"""Section 2 says what the tables were made from; where leaves were found late, every table of leaves says so."""

import re

import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from shequn.report import xlsx
from shequn.report.client_report import ClientReport
from shequn.report.model import Document, Table
from shequn.report.parameters import SECTIONS, ReportParameters

MEMBERS = """\
group_id,member_id,role,joined_at,left_at,left_after
g1,001,owner,2026-04-27 09:00,,
g1,002,member,2026-04-27 09:00,2026-05-20 08:00,2026-05-08 08:00
g1,003,member,2026-04-27 09:00,2026-05-20 08:00,2026-05-10 08:00
g1,004,member,2026-04-27 09:00,2026-05-13 08:00,
g1,005,member,2026-04-27 09:00,2026-06-03 08:00,2026-05-30 08:00
"""
LIST = """\
file,format,what,code,count,line,value,meaning
与小林的聊天.jsonl,wecom_archive,rows,,100,,,
与小林的聊天.jsonl,wecom_archive,kept,,90,,,
与小林的聊天.jsonl,wecom_archive,refused,broken,6,,,
与小林的聊天.jsonl,wecom_archive,passed,switch,4,,,
与小林的聊天.jsonl,wecom_archive,line,broken,,2,,
与小林的聊天.jsonl,wecom_archive,line,broken,,7,,
与小林的聊天.jsonl,wecom_archive,fault,fault,,,,
orders.csv,order_table,rows,,3,,,
orders.csv,order_table,kept,,3,,,
orders.csv,order_table,fact,unnamed_leave,2,,,
copy.csv,,copy,copy,,,orders.csv,
,,all,by_unionid,2,,,
,,all,candidates_several,1,,,
,,all,rumours,1,,,
"""


def write_client(folder, members=MEMBERS, listed=LIST):
    """Five members over five weeks; of three orders one is paid by a member, one after leaving, one by nobody known."""
    folder.mkdir()
    (folder / "members.csv").write_text(members)
    days = pd.date_range("2026-04-27", "2026-05-31")
    sent = "".join(f"g1,001,{day:%Y-%m-%d} 10:00,text\n" for day in days)
    (folder / "messages.csv").write_text(f"group_id,member_id,sent_at,kind\n{sent}")
    (folder / "orders.csv").write_text(
        "order_id,member_id,paid_at,amount\no1,001,2026-05-05,10\no2,002,2026-05-25,10\no3,x,2026-05-05,10\n"
    )
    if listed is not None:
        (folder / "data_quality.csv").write_text(listed, "utf-8")
    return folder


def opened(folder, language="en", **more):
    report = ClientReport(ReportParameters(data=str(folder), language=language, end="2026-05-31", **more))
    return report, {name: report.section(name) for name in SECTIONS}


def tables(section):
    return [block for block in section.blocks if isinstance(block, Table)]


def rows_of(table):
    return [dict(zip([column.key for column in table.columns], row, strict=True)) for row in table.rows]


def titled(section, title):
    return next(table for table in tables(section) if table.title == title)


def said(section):
    return [item for block in section.blocks for item in [*getattr(block, "items", []), getattr(block, "text", "")]]


def test_leave_intervals_are_said_in_scope_and_where_leaves_are_shown(tmp_path):
    report, sections = opened(write_client(tmp_path / "tea"))
    assert "2 of 3 leaves in the period are known only within a leave interval. The longest is 12 days." in said(
        sections["scope"]
    )
    [row] = rows_of(titled(sections["scope"], "Leave intervals"))
    assert row == {
        "group": "All groups", "leaves": 3, "intervals": 2, "median_days": 11.0, "longest_days": 12, "found_later": 1,
    }  # fmt: skip
    note = (
        "Leaves are counted on the day they were found; where only a leave interval is known, the real day lies up to "
        "12 days earlier. The median interval is 11 days: churn by week must not be read finer than that. Of the "
        "leaves found after the period, 1 may lie in it."
    )
    [bridge] = tables(sections["growth"])
    assert bridge.caption == note
    assert rows_of(bridge)[0]["leaves"] == 3, "counted on the day they were found"
    weekly_short, _, _, weekly, daily = tables(sections["appendix"])
    assert {weekly_short.caption, weekly.caption, daily.caption} == {note}
    report.context.community.close()


def test_leave_intervals_in_chinese(tmp_path):
    report, sections = opened(write_client(tmp_path / "tea"), "zh")
    text = "统计周期内退群 3 人次，其中 2 人次只知道退群时间区间。最长的区间为 12 天。"
    assert text in said(sections["scope"])
    assert titled(sections["scope"], "退群时间区间").columns[2].label == "只知道区间"
    assert tables(sections["growth"])[0].caption == (
        "退群按发现当天计；只知道退群时间区间的，实际日期最多早 12 天。区间中位数为 11 天，流失不能按周细看。"
        "周期结束后才发现的退群中，有 1 人次可能发生在周期内。"
    )
    report.context.community.close()


def test_churn_is_not_judged_by_week_where_intervals_are_longer(tmp_path):
    report, sections = opened(write_client(tmp_path / "tea"))
    assert report.context.finding("churned_members").certainty == "coarse"
    assert any("too late to tell their week" in text for text in said(sections["growth"]))
    [cards] = [block for block in sections["verdict"].blocks if block.kind == "cards"]
    [card] = [card for card in cards.items if card.label == "Churned members"]
    assert (card.change, card.detail) == (None, "week of leaving not known")
    assert report.context.finding("new_members").certainty != "coarse"
    report.context.community.close()


def test_short_intervals_are_said_but_do_not_hide_the_week(tmp_path):
    members = MEMBERS.replace("2026-05-08", "2026-05-19").replace("2026-05-10", "2026-05-19")
    report, sections = opened(write_client(tmp_path / "tea", members))
    assert "the real day lies up to 1 day earlier" in tables(sections["growth"])[0].caption
    assert "must not be read finer" not in tables(sections["growth"])[0].caption
    assert report.context.finding("churned_members").certainty == "none"
    report.context.community.close()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_report_without_intervals_is_the_same_with_and_without_the_column(tmp_path, language):
    exact = re.sub(r",[^,\n]*(?=\n)", "", MEMBERS)
    blank = re.sub(r",[^,\n]*(?=\n)", ",", MEMBERS).replace("left_at,", "left_at,left_after", 1)
    found = [
        opened(write_client(tmp_path / name, text, None), language)
        for name, text in (("without", exact), ("blank", blank))
    ]
    without, with_column = ({name: s.model_dump() for name, s in sections.items()} for _, sections in found)
    assert without == with_column
    assert tables(found[0][1]["growth"])[0].caption == ""
    for report, _ in found:
        report.context.community.close()


def test_what_conversion_found_is_said_in_scope(tmp_path):
    report, sections = opened(write_client(tmp_path / "tea"))
    scope = sections["scope"]
    exports = titled(scope, "Exports behind the tables")
    assert [column.label for column in exports.columns] == [
        "File",
        "Format",
        "Rows",
        "Kept",
        "Set aside",
        "Passed over",
    ]
    assert exports.rows == [
        ["与小林的聊天.jsonl", "WeCom message archive", 100, 90, 6, 4],
        ["orders.csv", "Order table", 3, 3, 0, 0],
        ["copy.csv", "", None, None, None, None],
    ]
    assert [tuple(row.values()) for row in rows_of(titled(scope, "Export rows left out, by reason"))] == [
        ("与小林的聊天.jsonl", "Set aside", "JSON or XML is broken here", 6, "line 2, line 7"),
        ("与小林的聊天.jsonl", "Passed over", "change of company of a staff member", 4, ""),
    ]
    points = [
        "2 ids joined by their union id",
        "1 names without an id fit several people; not joined",
        "rumours",
        "与小林的聊天.jsonl: ⚠ could not be read to its end; what stands before was kept",
        "orders.csv: 2 × left, but the file only counts them and does not name who (at least so many)",
        "copy.csv: the same as orders.csv; dropped",
    ]
    assert [text for text in said(scope) if text in points] == points
    assert "; 6 more were refused for errors" in scope.verdict
    warnings = [block.text for block in sections["verdict"].blocks if getattr(block, "style", "") == "warning"]
    assert [text.partition(",")[0].partition(" (")[0] for text in warnings] == [
        "6.0% of the rows of the export “与小林的聊天.jsonl” were refused",
        "The export “与小林的聊天.jsonl” could not be read to its end; the figures rest on what stands before.",
    ]
    report.context.community.close()


def test_the_chinese_report_words_conversion_in_chinese(tmp_path):
    report, sections = opened(write_client(tmp_path / "tea"), "zh")
    scope = sections["scope"]
    assert rows_of(titled(scope, "数据来自哪些导出文件"))[0]["format"] == "企业微信会话存档"
    assert "按 unionid 合并了 2 个编号" in said(scope)
    assert "copy.csv：与 orders.csv 相同，只取一份" in said(scope)
    report.context.community.close()


def test_the_conversion_section_says_the_share_matched_by_id(tmp_path):
    folder = write_client(tmp_path / "tea")
    for language, text in {
        "en": "By id, 2 of 3 orders (66.7%) were matched to a member; 1 of these were paid while the buyer was not in "
        "the group. 1 orders match no member.",
        "zh": "按编号，3 笔订单中有 2 笔（66.7%）对上成员，其中 1 笔付款时买家不在群内；另有 1 笔对不上任何成员。",
    }.items():
        report, sections = opened(folder, language)
        assert any(text in paragraph for paragraph in said(sections["conversion"]))
        report.context.community.close()


@pytest.mark.parametrize("listed", ["anything\n1\n", LIST.replace(",,90,", ",,91,"), ""])
def test_a_list_that_is_none_is_ignored_with_a_word(tmp_path, listed):
    report, sections = opened(write_client(tmp_path / "tea", listed=listed))
    assert not any(table.title.startswith("Export") for table in tables(sections["scope"]))
    assert any(text.startswith("data_quality.csv is not the whole list") for text in said(sections["scope"]))
    report.context.community.close()


def test_of_many_exports_the_page_tells_by_format_and_the_workbook_each(tmp_path):
    head, rest = LIST.split("\n", 1)
    kept = "".join(f"{n}.parquet,snapshot,{what},,5,,,\n" for n in range(30) for what in ("rows", "kept"))
    report, sections = opened(write_client(tmp_path / "tea", listed=f"{head}\n{kept}{rest}"))
    page, each = (t for t in tables(sections["scope"]) if t.title == "Exports behind the tables")
    assert (page.only, each.only) == ("page", "xlsx")
    assert [tuple(row.values())[:3] for row in rows_of(page)] == [
        ("Snapshot of group members (30 files)", "Snapshot of group members", 150),
        ("WeCom message archive (1 files)", "WeCom message archive", 100),
        ("Order table (1 files)", "Order table", 3),
        ("Not read (1 files)", "", None),
    ]
    assert len(each.rows) == 33
    assert "Not read (1 files): 1 × the same as another file; dropped" in said(sections["scope"])
    assert (
        "Order table (1 files): 2 × left, but the file only counts them and does not name who (at least so many)"
        in (said(sections["scope"]))
    )
    [workbook] = [t for t in tables(sections["scope"]) if t.title == "Joined, and not matched"]
    assert ("copy.csv", "the same as orders.csv; dropped", None) in map(tuple, workbook.rows)
    report.context.community.close()


def test_the_workbook_holds_intervals_and_conversion(tmp_path):
    report, sections = opened(write_client(tmp_path / "tea"))
    xlsx.write(Document(cover=report.cover(), sections=[sections["scope"]]), tmp_path / "report.xlsx")
    book = CalamineWorkbook.from_path(tmp_path / "report.xlsx")
    sheets = {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}
    assert sheets["Leave intervals"][1] == ["All groups", 3, 2, 11, 12, 1]
    assert sheets["Exports behind the tables"][1] == ["与小林的聊天.jsonl", "WeCom message archive", 100, 90, 6, 4]
    assert sheets["Export rows left out, by reason"][1][3] == 6
    assert ["", "2 ids joined by their union id", 2] in sheets["Joined, and not matched"]
    report.context.community.close()
