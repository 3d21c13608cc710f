"""What every section of a report shares: the community, the period, the words, and each metric computed once."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar, cast

from shequn import findings, metrics
from shequn.report import model
from shequn.report.format import format_value
from shequn.texts import Texts

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence
    from datetime import date

    import pandas as pd

    from shequn.community import Community
    from shequn.dates import Period
    from shequn.report.parameters import ReportParameters
    from shequn.worksheets import Sheet

T = TypeVar("T")
S = TypeVar("S", bound="Sheet")
ALL = "ALL"
COARSE_DAYS = 7
"""Leave intervals that are longer at their median do not tell the week of a leave."""
KINDS: dict[str, model.Kind] = {
    "active_rate": "percent",
    "conversion_rate": "percent",
    "gmv": "money",
    "converted_growth": "growth",
    "gmv_growth": "growth",
}
"""How the weekly and daily columns are shown; all others are whole numbers."""
NO_SALES = ("no_orders", "no_members", "no_buyers")
UNKNOWN = {
    "total_members": ("no_members",),
    "new_members": ("no_members",),
    "churned_members": ("no_members", "no_leaves"),
    "active_members": ("no_messages",),
    "active_rate": ("no_messages", "no_members"),
    "converted_members": NO_SALES,
    "conversion_rate": NO_SALES,
    "gmv": NO_SALES,
}
"""What a metric needs, as the codes of what is missing."""


@dataclass
class Context:
    """The material of one report.

    Attributes:
        community: The client's community.
        parameters: The checked parameters.
        period: First and last day of the report.
    """

    community: Community
    parameters: ReportParameters
    period: Period
    _made: dict[Hashable, Any] = field(default_factory=dict, init=False)

    @cached_property
    def t(self) -> Texts:
        """The words of the report's language."""
        return Texts(self.parameters.language)

    def show(self, value: object, kind: model.Kind) -> str:
        """Word a value in the report's language and currency."""
        return format_value(model.cell(value), kind, self.parameters.language, self.parameters.currency)

    def label(self, metric: str) -> str:
        """Name of a metric."""
        return self.t(f"metric.{metric}.label")

    def group(self, group_id: str) -> str:
        """Name of a group, or of the client level."""
        return self.t("level.ALL") if group_id == ALL else self.community.group_names[group_id]

    @property
    def levels(self) -> list[str]:
        """The client level and every group; a single group is the client level and stands once."""
        groups = self.community.group_ids
        return [ALL, *groups] if len(groups) > 1 else [ALL]

    def short(self, value: float) -> str:
        """Write an amount shortly, as an axis needs it: 12.5k, 1.3万.

        Args:
            value: An amount of money.

        Returns:
            At most about six characters.
        """
        unit, key = (10_000, "ten_thousand") if self.parameters.language == "zh" else (1_000, "thousand")
        sign = "−" if value < 0 else ""
        if abs(value) < unit:
            return f"{sign}{abs(value):,.0f}"
        return sign + self.t(f"picture.{key}", value=f"{abs(value) / unit:,.1f}".removesuffix(".0"))

    def picture_words(self) -> dict[str, str]:
        """Words of the key of weekly pictures."""
        return {name: self.t(f"picture.{name}") for name in ("band", "partial", "shift")}

    def week(self, label: str) -> str:
        """Word an ISO week label such as ``2026-W35``."""
        year, number = label.split("-W")
        return self.t("sentence.week", number=int(number), year=year)

    # The worksheets, for what the data cannot tell.

    @cached_property
    def sheets(self) -> dict[str, Sheet]:
        """What was filled in, by sheet id; never the sample client's answers in the place of the client's own."""
        from shequn.worksheets.workbook import Workbook

        folder = self.parameters.workbook_folder
        if folder is None:
            return {}
        answers = Workbook(folder, language=self.parameters.language).sheets()
        return {name: found.sheet for name, found in answers.items() if found.source == "saved"}

    def sheet(self, kind: type[S]) -> S | None:
        """One worksheet; None when it was not filled in."""
        return cast("S | None", self.sheets.get(kind.id))

    # Frames: each metric once a report.

    @cached_property
    def weekly(self) -> pd.DataFrame:
        """Weekly metrics of the period."""
        return metrics.weekly(self.community, self.period.start, self.period.end)

    @cached_property
    def history_start(self) -> date:
        """First day looked at for the usual ranges: up to 24 weeks before the period, as far as the data reach."""
        covered = self.community.coverage()
        first = next(covered[table][0] for table in ("messages", "orders", "members") if table in covered)
        wanted = self.period.start - timedelta(days=self.period.start.weekday(), weeks=24)
        return min(self.period.start, max(wanted, first))

    @cached_property
    def history(self) -> pd.DataFrame:
        """Weekly metrics from the start of the history to the end of the period."""
        if self.history_start == self.period.start:
            return self.weekly
        return metrics.weekly(self.community, self.history_start, self.period.end)

    @cached_property
    def bridge(self) -> pd.DataFrame:
        """Growth bridge by level."""
        return metrics.bridge(self.community, self.period.start, self.period.end).set_index("group_id")

    @cached_property
    def intervals(self) -> pd.DataFrame:
        """How exactly the leaves of the period are dated, by level."""
        return metrics.leave_intervals(self.community, self.period.start, self.period.end).set_index("group_id")

    @cached_property
    def conversion(self) -> pd.DataFrame:
        """Paid, refunded, net and buyers by level."""
        return metrics.conversion(self.community, self.period.start, self.period.end).set_index("group_id")

    @cached_property
    def pseudonyms(self) -> dict[str, str]:
        """Name to show for every member: a number by order of id, or the nickname when names are shown."""
        names = self.community.nicknames()
        if self.parameters.names == "shown":
            return {member: name or member for member, name in names.items()}
        width = len(str(len(names)))
        return {
            member: self.t("concentration.pseudonym", n=f"{number:0{width}d}")
            for number, member in enumerate(sorted(names), 1)
        }

    # Findings and their sentences.

    def finding(self, metric: str, group_id: str = ALL) -> findings.Finding:
        """Judge the last complete week of one metric against the weeks before."""
        return self.once((metric, group_id), lambda: self._judge(metric, group_id))

    def _judge(self, metric: str, group_id: str) -> findings.Finding:
        found = findings.judge(self.history, metric, group_id)
        if metric == "churned_members" and found.week and self._coarse[group_id]:
            return found._replace(certainty="coarse", shift=None)
        return found

    @cached_property
    def _coarse(self) -> pd.Series[bool]:
        """Whether a level's leaves, also those before the period, are found too late to tell their week."""
        rows = metrics.leave_intervals(self.community, self.history_start, self.period.end).set_index("group_id")
        return rows["median_days"] > COARSE_DAYS

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """Make a thing the first time it is asked for.

        Args:
            key: What it is.
            make: Makes it.

        Returns:
            The thing made the first time.
        """
        if key not in self._made:
            self._made[key] = make()
        return cast("T", self._made[key])

    def missing(self, *needs: str) -> str | None:
        """First code of what is missing among the needs, or None when all is there.

        Args:
            *needs: Codes such as ``no_members``.
        """
        return next((code for code in needs if code in self.unknown), None)

    @cached_property
    def unknown(self) -> list[str]:
        """Codes of what the data cannot tell."""
        has = self.community.has
        codes = [f"no_{table}" for table in ("members", "messages", "orders") if not has(table)]
        if has("members") and not self.community.knows_leaves:
            codes.append("no_leaves")
        if has("members") and has("orders") and not self.community.knows_buyers:
            codes.append("no_buyers")
        return codes

    def sentence(self, found: findings.Finding) -> str:
        """Word a finding: what changed, against which range, how sure."""
        label = self.label(found.metric)
        if found.certainty == "unknown":
            why = self.missing(*UNKNOWN[found.metric]) or "no_week"
            return self.t("sentence.unknown", label=label, why=self.t(f"why.{why}"))
        kind = KINDS.get(found.metric, "int")
        values = {
            name: self.show(number, kind)
            for name, number in (("value", found.value), ("low", found.usual_low), ("high", found.usual_high))
        }
        text = self.t(
            f"sentence.{found.key}",
            label=label,
            week=self.week(found.week),
            n=found.n_weeks,
            odds=found.n_weeks + 1,
            interval=self.interval(found.interval),
            **values,
        )
        return self.join(text, self.shift_sentence(found))

    def shift_sentence(self, found: findings.Finding) -> str:
        """Word the lasting shift of a finding, or nothing."""
        if found.shift is None:
            return ""
        kind = KINDS.get(found.metric, "number")
        return self.t(
            "sentence.shift",
            week=self.week(found.shift.week),
            before=self.show(found.shift.before, kind),
            after=self.show(found.shift.after, kind),
        )

    def interval(self, interval: findings.Interval | None) -> str:
        """Word an interval in brackets, or nothing."""
        if interval is None:
            return ""
        return self.t(
            "sentence.interval", low=self.show(interval.low, "percent"), high=self.show(interval.high, "percent")
        )

    def join(self, *sentences: str) -> str:
        """Join sentences as the language does."""
        return ("" if self.parameters.language == "zh" else " ").join(filter(None, sentences))

    def of_group(self, group_id: str, sentence: str) -> str:
        """Put the group's name before a sentence that concerns one group."""
        if group_id == ALL:
            return sentence
        return self.t("sentence.of_group", group=self.group(group_id), sentence=sentence)

    def days(self, number: float) -> str:
        """Word a number of days."""
        return self.t("unit.one_day") if number == 1 else self.t("unit.n_days", n=f"{number:g}")

    def caption(self, title: str, note: str) -> str:
        """Put a note behind the title of a picture."""
        return self.join(title + self.t("picture.stop"), note)

    # Parts of sections.

    def section(self, name: str, verdict: str, blocks: Sequence[Any]) -> model.Section:
        """Make a section with its number, title and language."""
        return model.Section(
            id=name,
            number=self.number(name),
            title=self.t(f"section.{name}"),
            verdict=verdict,
            blocks=[block for block in blocks if block is not None],
            language=self.parameters.language,
            currency=self.parameters.currency,
        )

    def unknown_section(self, name: str, metric: str, why: str) -> model.Section:
        """Make a section that only says why its metric is not known."""
        text = self.t("sentence.unknown", label=self.label(metric), why=self.t(f"why.{why}"))
        return self.section(name, text, [])

    def number(self, name: str) -> str:
        """Number of a section as printed: the same whichever sections are chosen; the appendix has none."""
        from shequn.report.parameters import SECTIONS

        return "" if name == "appendix" else str(SECTIONS.index(name) + 1)

    def column(
        self, key: str, kind: model.Kind | None = None, formula: str | None = None, label: str = ""
    ) -> model.Column:
        """Make a column named after a metric."""
        return model.Column(
            key=key, label=label or self.label(key), kind=kind or KINDS.get(key, "int"), formula=formula
        )

    def table(
        self, title: str, columns: Sequence[model.Column], rows: Sequence[Sequence[object]], **more: Any
    ) -> model.Table:
        """Make a table of any library's values."""
        return model.Table.model_validate({"title": title, "columns": list(columns), "rows": rows, **more})

    def picture(self, figure: Any, name: str, alt: str, caption: str = "") -> model.Picture:
        """Draw a figure into a picture block."""
        from shequn.plots import to_svg

        return model.Picture(svg=to_svg(figure, name), alt=alt, caption=caption)


def short_week(label: str) -> str:
    """Shorten an ISO week label for an axis.

    Example:
        >>> short_week("2026-W05")
        'W5'
    """
    return f"W{int(label[-2:])}"


def known(value: object) -> bool:
    """Tell whether a number is there.

    Example:
        >>> known(0), known(float("nan")), known(None)
        (True, False, False)
    """
    found = model.cell(value)
    return found is not None and not (isinstance(found, float) and math.isnan(found))
