"""What the report notebook opens: checked parameters in, cover and sections out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shequn.report import model
from shequn.report.sections import BUILDERS, Context

if TYPE_CHECKING:
    from shequn.report.parameters import ReportParameters


class ClientReport:
    """One client's report, section by section.

    Args:
        parameters: The checked parameters.

    Raises:
        InputError: The data cannot be used.
        ParameterError: The period or a group matches nothing.

    Example:
        >>> from shequn.report.parameters import ReportParameters
        >>> report = ClientReport(ReportParameters(sections=["growth"], start="2026-09-28", end="2026-10-25"))
        >>> report.section("growth").title, report.section("sop")
        ('Growth', None)
    """

    def __init__(self, parameters: ReportParameters) -> None:
        from shequn.readers import read_folder

        community = read_folder(
            parameters.folder,
            timezone=parameters.timezone or None,
            dayfirst=parameters.dayfirst,
            groups=parameters.groups or None,
        )
        period = community.period(parameters.start_day, parameters.end_day)
        self.context = Context(community, parameters, period)

    def cover(self) -> model.Cover:
        """Head of the report, with every parameter for the record.

        Returns:
            The cover.
        """
        context, parameters = self.context, self.context.parameters
        t, client = context.t, parameters.client_name
        given = parameters.model_dump() | {
            "client": client,
            "data": parameters.folder.name,
            "workbook": context.t("parameter.sheets", n=len(context.sheets)) if context.sheets else "",
            "start": context.period.start,
            "end": context.period.end,
            "timezone": context.community.timezone,
        }
        return model.Cover(
            client=client,
            title=t("report.title"),
            period=t("report.period", start=context.period.start, end=context.period.end),
            language=parameters.language,
            currency=parameters.currency,
            prepared=t("report.prepared", client=client),
            parameters=[(t(f"parameter.{name}"), self._value(value)) for name, value in given.items()],
        )

    def _value(self, value: object) -> str:
        if isinstance(value, list):
            return ", ".join(value) or self.context.t("parameter.all")
        return "" if value is None else str(value)

    def section(self, name: str) -> model.Section | None:
        """Build one section.

        Args:
            name: One of :data:`shequn.report.parameters.SECTIONS`.

        Returns:
            The section; None when the parameters leave it out, so that a notebook cell shows nothing.
        """
        return BUILDERS[name](self.context) if self.context.parameters.wants(name) else None
