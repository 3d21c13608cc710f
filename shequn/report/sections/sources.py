"""What stands behind the tables: the exports that they were made from, and how exactly leaves are dated."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Literal

from shequn.quality import Conversion, ExportQuality, Remark, words
from shequn.report import model
from shequn.report.sections.context import ALL, COARSE_DAYS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shequn.report.sections.context import Context

LISTED_LINES = 3
MOST_FILES = 20
"""Exports that a page lists one by one."""


def exports(ctx: Context) -> list[model.Block]:
    """The exports that were converted; of many, a page tells by format and the workbook lists each."""
    found = ctx.community.quality.conversion if ctx.community.quality else None
    if found is None:
        return []
    if len(found.files) <= MOST_FILES:
        return blocks(ctx, found)
    return [*blocks(ctx, by_format(ctx, found), "page"), *blocks(ctx, found, "xlsx")]


def by_format(ctx: Context, found: Conversion) -> Conversion:
    """Add up the exports of each format."""
    merged = []
    for kind in dict.fromkeys(export.format for export in found.files):
        alike = [export for export in found.files if export.format == kind]
        name = words("format", kind, ctx.t) or ctx.t("scope.unread")
        remarks: Counter[str] = Counter()
        for remark in (remark for export in alike for remark in export.remarks):
            remarks[remark.key] += 1 if remark.number is None else remark.number
        merged.append(
            ExportQuality(
                file=ctx.t("scope.files_of", format=name, n=len(alike)),
                format=kind,
                rows=sum(export.rows for export in alike),
                kept=sum(export.kept for export in alike),
                refused=sum((Counter(export.refused) for export in alike), Counter()),
                passed=sum((Counter(export.passed) for export in alike), Counter()),
                remarks=[Remark(key, n, ctx.t("scope.another_file")) for key, n in remarks.items()],
            )
        )
    return Conversion(merged, found.overall)


def blocks(ctx: Context, found: Conversion, only: Literal["page", "xlsx"] | None = None) -> list[model.Block]:
    """Each export with its rows, why rows were refused or passed over, and what was joined or could not be."""
    shown: list[model.Block] = [files(ctx, found, only), *reasons(ctx, found, only)]
    listed = list(findings(ctx, found))
    if listed and only != "xlsx":
        shown.append(model.Bullets(items=[point(ctx, *each) for each in listed]))
    if listed and only != "page":
        kinds: dict[str, model.Kind] = {"file": "text", "finding": "text", "number": "int"}
        shown.append(ctx.table(ctx.t("scope.findings"), columns(ctx, kinds), listed, only="xlsx"))
    return shown


def columns(ctx: Context, kinds: dict[str, model.Kind], **formulas: str) -> list[model.Column]:
    """Make columns with the words of section 2."""
    return [ctx.column(key, kind, formulas.get(key), ctx.t(f"scope.{key}")) for key, kind in kinds.items()]


def files(ctx: Context, found: Conversion, only: str | None) -> model.Table:
    """Table of the exports; what was not read has no numbers."""
    kinds: dict[str, model.Kind] = {"file": "text", "format": "text", "rows": "int", "rows_kept": "int"}
    kinds |= {"refused": "int", "passed": "int"}
    rows = []
    for export in found.files:
        counts = [export.rows, export.kept, sum(export.refused.values()), sum(export.passed.values())]
        rows.append([export.file, words("format", export.format, ctx.t), *(counts if export.format else [None] * 4)])
    whole = columns(ctx, kinds, rows="{rows_kept}+{refused}+{passed}")
    return ctx.table(ctx.t("scope.exports"), whole, rows, only=only, caption=ctx.t("scope.exports_note"))


def reasons(ctx: Context, found: Conversion, only: str | None) -> Iterable[model.Table]:
    """Table of the rows refused or passed over, by reason, with the first lines refused."""
    rows: list[list[object]] = []
    for export in found.files:
        for code, count in export.refused.items():
            lines = [line for line in export.lines.get(code, []) if line][:LISTED_LINES]
            where = ctx.t.enumerate(ctx.t("scope.line_number", line=line) for line in lines)
            rows.append([export.file, ctx.t("scope.refused"), words("reason", code, ctx.t), count, where])
        for code, count in export.passed.items():
            rows.append([export.file, ctx.t("scope.passed"), words("passed", code, ctx.t), count, ""])
    kinds: dict[str, model.Kind] = {"file": "text", "fate": "text", "reason": "text", "count": "int", "lines": "text"}
    if rows:
        yield ctx.table(ctx.t("scope.export_reasons"), columns(ctx, kinds), rows, only=only)


def findings(ctx: Context, found: Conversion) -> Iterable[tuple[str, str, int | None]]:
    """File (empty: all of them), what is to be said, and the number it has apart from its words."""
    for code, number in found.overall.items():
        yield "", words("exports", code, ctx.t, n=ctx.show(number, "int")), number
    for export in found.files:
        for remark in export.remarks:
            group, _, code = remark.key.partition(".")
            yield export.file, words(group, code, ctx.t, file=remark.file), remark.number


def point(ctx: Context, file: str, text: str, number: int | None) -> str:
    """Word a finding; what concerns all files holds its number in the text."""
    if not file:
        return text
    count = f"{ctx.show(number, 'int')} × " if number else ""
    return ctx.t("sentence.of_group", group=file, sentence=count + text)


def leave_intervals(ctx: Context) -> list[model.Block]:
    """How many leaves are known only within an interval, for all groups and each group."""
    rows = ctx.intervals.loc[ctx.levels].reset_index()
    if not rows[["intervals", "found_later"]].sum().any():
        return []
    rows["group"] = [ctx.group(group) for group in rows["group_id"]]
    total, title = rows.iloc[0], ctx.t("scope.intervals_table")
    text = ctx.t("scope.intervals_text", n=ctx.show(total["intervals"], "int"), total=ctx.show(total["leaves"], "int"))
    if total["intervals"]:
        text = ctx.join(text, ctx.t("scope.intervals_longest", days=ctx.days(total["longest_days"])))
    kinds: dict[str, model.Kind] = {"intervals": "int", "median_days": "number", "longest_days": "int"}
    first = [ctx.column("group", "text", label=ctx.t("unit.group")), ctx.column("leaves")]
    every = [*first, *columns(ctx, kinds | {"found_later": "int"})]
    return [model.Text(text=text), model.Table.from_frame(rows, title=title, columns=every)]


def interval_note(ctx: Context) -> str:
    """Say below a table of leaves by how much their days can be off; nothing where all are known."""
    rows = ctx.intervals
    parts = []
    if rows["intervals"].sum():
        parts.append(ctx.t("growth.intervals_note", days=ctx.days(rows["longest_days"].max())))
        median = rows["median_days"].dropna().iloc[0]  # of ALL, else of the first group that has any
        if median > COARSE_DAYS:
            parts.append(ctx.t("growth.intervals_coarse", days=ctx.days(median)))
    if later := rows["found_later"].fillna(0)[ALL]:
        parts.append(ctx.t("growth.found_later", n=ctx.show(later, "int")))
    return ctx.join(*parts)
