"""The workbook: one folder per community, one JSON file per sheet, always whole, never overwritten unseen."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import unicodedata
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import parse_qs

from filelock import FileLock, Timeout

from shequn import texts
from shequn.errors import ConflictError, WorkbookError
from shequn.names import slug
from shequn.worksheets import words
from shequn.worksheets.answers import Answers, Problem, Saved, check
from shequn.worksheets.base import Sheet
from shequn.worksheets.files import BrokenError, Envelope, decoded, put

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from shequn.worksheets.answers import Source, Status

S = TypeVar("S", bound=Sheet)
BACKUP = ".json.bak"
LOCK_SECONDS = 10.0
"""A save waits so long for another one; each takes some milliseconds."""


class Workbook:
    """The answers of one community, or of one participant of a workshop.

    Beside ``<sheet>.json`` stand ``<sheet>.json.bak``, the answers before the last save, and
    ``<sheet>.broken-<time>.json`` for each file that could not be read. Nothing else is ever written.

    Args:
        folder: Where the answers stand. None: SHEQUN_WORKBOOK; else the nearest ``workbook`` folder at or above the
            current one; else ``workbook`` beside the ``notebooks`` folder the current one is in; else ``workbook``
            here. It is made by the first save.
        participant: Whose; each has a folder of their own in ``participants``. Names that differ only in case or
            spaces are one. Empty: ``?u=`` of the address under Voilà, else SHEQUN_PARTICIPANT, else the workbook
            itself.
        language: Language of the sample answers, ``"en"`` or ``"zh"``. None: the one spoken.

    Attributes:
        folder: The folder of the answers, absolute.

    Raises:
        ParameterError: Unknown language.
        WorkbookError: The participant's folder is a link.

    Example:
        >>> import tempfile
        >>> from shequn.worksheets import Needs
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     workbook = Workbook(Path(folder))
        ...     saved = workbook.save(Needs, {"unmet": "quiet places to work"}, revision=0)
        ...     workbook.load(Needs).sheet.unmet, saved.revision, saved.status
        ('quiet places to work', 1, 'draft')
    """

    def __init__(self, folder: Path | None = None, *, participant: str = "", language: str | None = None) -> None:
        base = (folder or _default_folder()).expanduser().resolve()
        name = participant.strip() or _default_participant()
        self.language = texts.Texts(language or texts.language()).language
        self.folder = base / "participants" / _own(name) if name else base
        if self.folder.resolve() != self.folder:
            raise WorkbookError(
                f"{self.folder}: the folder of participant {name!r} is a link to {self.folder.resolve()}; remove it."
            )

    def load(self, model: type[S]) -> Answers[S]:
        """Read the answers of a sheet: saved ones, else the sample client's, else none.

        A value that is not valid is no error: it stays in the data and is listed. A file that cannot be read is set
        aside under another name, and the answers before the last save take its place; so long as it lies there, each
        load names it.

        Args:
            model: The sheet.

        Returns:
            The answers.

        Raises:
            InputError: A newer shequn wrote the file; it is left as it is.
            WorkbookError: The file is there but cannot be opened.
        """
        try:
            found = self._read(model)
        except BrokenError:
            try:
                with self._lock():
                    found = self._mend(model)
            except WorkbookError:
                return self._unmended(model)
        set_aside = sorted(file.name for file in self.folder.glob(f"{model.id}.broken-*"))
        aside = tuple(Problem((), name, "set_aside") for name in set_aside)
        if found is None:
            data, source = self._sample(model)
            sheet, problems = check(model, data)
            return Answers(sheet, data, source, problems=aside + problems)
        sheet, problems = check(model, found.data)
        status: Status = "draft" if problems or sheet.missing() else "complete"
        return Answers(sheet, found.data, "saved", found.revision, status, found.saved_at, aside + problems)

    def save(self, model: type[Sheet], data: Mapping[str, Any], revision: int) -> Saved:
        """Write the answers of a sheet, as typed: valid or not, nothing is lost.

        Fields that the sheet does not know, from a hand edit or a newer schema, stay as they were.

        Args:
            model: The sheet.
            data: What was typed, by field; values of JSON. A field that is not named is empty.
            revision: The revision these answers were loaded with or saved as last; 0 for none.

        Returns:
            What was done.

        Raises:
            ConflictError: Another tab or program saved meanwhile; nothing is written.
            InputError: A newer shequn wrote the file; it is left as it is.
            WorkbookError: The file cannot be written; it holds what it held.
            ValueError: A value is no value of JSON.
        """
        path = self._path(model)
        with self._lock():
            try:
                old = self._read(model)
            except BrokenError:
                old = self._mend(model)
            held = old.revision if old else 0
            if held != revision:
                raise ConflictError(
                    f"{path.name}: revision {held} is in the workbook, these answers go back to revision {revision}: "
                    "another tab or program saved meanwhile. Load again, or save over it knowingly.",
                    held,
                )
            unknown = {key: value for key, value in (old.data if old else {}).items() if key not in model.model_fields}
            new, saved = _envelope(model, unknown | dict(data), revision + 1)
            content = new.encoded()
            if old:
                put(self._path(model, BACKUP), path.read_bytes())
            put(path, content)
        return saved

    def sheets(self) -> dict[str, Answers[Sheet]]:
        """Read all sheets; mind the source of each: one never saved has the sample client's answers, not yours.

        Returns:
            Sheet id to answers, in the order of the course.

        Raises:
            InputError: As for load.
            WorkbookError: As for load.
        """
        from shequn.worksheets import SHEETS  # the package imports this module

        return {name: self.load(model) for name, model in SHEETS.items()}

    def _path(self, model: type[Sheet], ending: str = ".json") -> Path:
        return self.folder / f"{model.id}{ending}"

    def _read(self, model: type[Sheet], ending: str = ".json") -> Envelope | None:
        path = self._path(model, ending)
        raw = _content(path)
        return None if raw is None else decoded(raw, model, path)

    def _mend(self, model: type[Sheet]) -> Envelope | None:
        """Set the broken file aside and put the backup, or else an empty draft, in its place; under the lock.

        The revision goes two beyond the backup's: no form open anywhere holds it, so none writes over the mended
        answers unseen.
        """
        with suppress(BrokenError):
            return self._read(model)  # someone else has mended it
        path, backup = self._path(model), None
        try:
            backup = self._read(model, BACKUP)
        except BrokenError:
            put(_free(path), self._path(model, BACKUP).read_bytes())
        data, revision = (backup.data, backup.revision) if backup else ({}, 0)
        mended, _ = _envelope(model, data, revision + 2)
        put(_free(path), path.read_bytes())
        put(path, mended.encoded())
        return mended

    def _unmended(self, model: type[S]) -> Answers[S]:
        """What can be read beside a broken file, in a folder that cannot be written."""
        backup = None
        with suppress(BrokenError):
            backup = self._read(model, BACKUP)
        data = backup.data if backup else {}
        sheet, problems = check(model, data)
        broken = Problem((), self._path(model).name, "broken")
        return Answers(sheet, data, "saved", problems=(broken, *problems))

    def _sample(self, model: type[Sheet]) -> tuple[dict[str, Any], Source]:
        from shequn import samples

        path = samples.path() / "workbook" / self.language / f"{model.id}.json"
        raw = _content(path)
        return ({}, "empty") if raw is None else (decoded(raw, model, path).data, "sample")

    @contextmanager
    def _lock(self) -> Iterator[None]:
        """Keep other processes and threads from writing here; word what the disk refuses."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            # One lock object for each use: it then also holds off the other threads of this process.
            with FileLock(self.folder / ".lock", timeout=LOCK_SECONDS, poll_interval=0.005):
                yield
        except Timeout:
            raise WorkbookError(
                f"{self.folder}: another program has kept the workbook locked for {LOCK_SECONDS:g} seconds. "
                "Close it, then save again."
            ) from None
        except WorkbookError:
            raise
        except OSError as error:
            raise WorkbookError(
                f"{self.folder}: the workbook cannot be written: {error.strerror or error}. "
                "The answers in it are as they were; see to the folder's rights and the space on the disk."
            ) from error


def load(model: type[S]) -> S:
    """Read a sheet of the default workbook, and print where its answers come from and what of them is not valid.

    Args:
        model: The sheet.

    Returns:
        What of the answers is valid.

    Raises:
        InputError: As for Workbook.load.
        WorkbookError: As for Workbook.load.
    """
    t = texts.Texts(texts.language())
    answers = Workbook().load(model)
    print(t(f"workbook.{answers.source}", sheet=words.title(t, model)))
    for problem in answers.problems:
        print("-", problem.line(t, model))
    return answers.sheet


def _envelope(model: type[Sheet], data: dict[str, Any], revision: int) -> tuple[Envelope, Saved]:
    sheet, problems = check(model, data)
    missing = sheet.missing()
    saved = Saved(revision, "draft" if missing or problems else "complete", tuple(missing), problems)
    now = dt.datetime.now(dt.UTC).astimezone().replace(microsecond=0)
    return Envelope(
        sheet=model.id,
        schema_version=model.version,
        revision=revision,
        saved_at=now,
        status=saved.status,
        missing=missing,
        data=data,
    ), saved


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise WorkbookError(f"{path}: cannot be read: {error.strerror or error}.") from error


def _free(path: Path) -> Path:
    """A name that is not taken, for a broken file."""
    stamp = dt.datetime.now(dt.UTC).astimezone()
    while (aside := path.with_name(f"{path.stem}.broken-{stamp:%Y%m%dT%H%M%S}.json")).exists():
        stamp += dt.timedelta(seconds=1)
    return aside


def _default_folder() -> Path:
    named = os.environ.get("SHEQUN_WORKBOOK")
    if named:
        return Path(named)
    here = Path.cwd()
    above = [here, *here.parents]
    candidates = [folder / "workbook" for folder in above]
    beside = [folder.parent / "workbook" for folder in above if folder.name == "notebooks"]
    return next((folder for folder in candidates if folder.is_dir()), (*beside, candidates[0])[0])


def _default_participant() -> str:
    if os.environ.get("SERVER_SOFTWARE", "").startswith("voila"):
        [name] = parse_qs(os.environ.get("QUERY_STRING", "")).get("u", [""])[:1]
        if name.strip():
            return name.strip()
    return os.environ.get("SHEQUN_PARTICIPANT", "").strip()


def _own(name: str) -> str:
    """A folder for a name and no other name: a fingerprint follows where the slug drops part of it."""
    plain = "-".join(unicodedata.normalize("NFKC", name).casefold().split())
    short = slug(name)
    if unicodedata.normalize("NFC", plain) == short:
        return short
    return f"{short}-{hashlib.sha256(plain.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"
