"""The live form of a worksheet: one widget, whose browser side knows by itself what is not saved."""

from __future__ import annotations

import threading
from functools import cache
from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import traitlets
from anywidget import AnyWidget

from shequn import texts
from shequn.errors import ConflictError, ShequnError
from shequn.worksheets import words
from shequn.worksheets.describe import answered, described

if TYPE_CHECKING:
    from shequn.worksheets.base import Sheet
    from shequn.worksheets.workbook import Workbook


@cache
def _asset(*names: str) -> str:
    return "\n".join(files(__package__).joinpath("assets", name).read_text("utf-8") for name in names)


class Form(AnyWidget):
    """The live form of one sheet.

    The browser sends ``{kind: "save", view, seq, value, revision}`` one second after the last keystroke and takes it
    as not saved until the answer with the same ``seq`` has come. Messages may arrive in a thread of their own
    (JupyterLab sends them to a kernel subshell), so they are dealt with one at a time.

    Args:
        model: The sheet.
        workbook: Where its answers are kept.

    Attributes:
        sheet: The fields and all words, for the browser.
        state: The answers as they were shown or saved last.
    """

    _esm = _asset("fields.js", "table.js", "drafts.js", "page.js", "form.js")
    _css = _asset("form.css")
    sheet = traitlets.Dict().tag(sync=True)
    state = traitlets.Dict().tag(sync=True)

    def __init__(self, model: type[Sheet], workbook: Workbook) -> None:
        self._model, self._workbook = model, workbook
        self._texts = texts.Texts(texts.language())
        self._turn = threading.Lock()
        self._saved: dict[str, int] = {}
        super().__init__(sheet=described(self._texts, model, workbook), state=answered(self._texts, model, workbook))
        self.on_msg(self._receive)

    def _receive(self, _: AnyWidget, message: dict[str, Any], __: list[bytes]) -> None:
        with self._turn:
            answer = self._saves(message) if message["kind"] == "save" else self._tells()
        self.send({"kind": message["kind"], "view": message["view"], "seq": message.get("seq")} | answer)

    def _tells(self) -> dict[str, Any]:
        try:
            self.state = answered(self._texts, self._model, self._workbook)
        except ShequnError as error:
            return {"error": str(error)}
        return {"state": self.state}

    def _saves(self, message: dict[str, Any]) -> dict[str, Any]:
        view = message["view"]
        # Saves of one view that a busy kernel has kept waiting come in a row, all with the revision of the first.
        revision = max(message["revision"], self._saved.get(view, 0))
        try:
            self._saved[view] = self._workbook.save(self._model, message["value"], revision).revision
        except ConflictError:
            told = self._tells()
            return told if "error" in told else {"conflict": told["state"]}
        except ShequnError as error:
            return {"error": str(error)}
        return self._tells()

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        """Beside the widget a line for readers without one; the text of a saved notebook."""
        title = words.title(self._texts, self._model)
        bundle, metadata = super()._repr_mimebundle_(**kwargs) or ({}, {})
        hint = self._texts("form.hint", title=title)
        return bundle | {"text/plain": hint, "text/html": f"<p>▶ {escape(hint)}</p>"}, metadata
