"""Orders as shops export them: Taobao and Tmall, Youzan, 快团团, Pinduoduo, WeCom bills, any table by mapping.

What a shop calls the amount differs: most write what was paid and the refund beside it, Taobao and Tmall what is left
after the refund. Where the file shows the total too, its own rows decide; otherwise the shop's habit does. A line of
an order that has several comes as an order of its own with the same id; whoever gathers them sums.
"""

from __future__ import annotations

import csv
import datetime as dt
import tempfile
import zipfile
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from shequn.errors import InputError
from shequn.readers import values
from shequn.readers.cells import Cells
from shequn.readers.exports.base import Order, Passed, Refused
from shequn.readers.headers import KNOWN, REQUIRED, plain
from shequn.readers.settings import Settings
from shequn.readers.text_files import load_csv
from shequn.readers.workbooks import cell_text, load_workbook

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from duckdb import DuckDBPyConnection

    from shequn.readers.exports.base import Head, Options, Record
    from shequn.readers.source import Source

WORKBOOK_LIMIT = 1 << 31
"""Bytes that a workbook may unpack to."""
_COLUMNS = (
    "order_id", "other_id", "member_id", "name", "group_id", "paid_at", "created_at", "amount", "total",
    "refunded_amount", "refunded_at", "status", "refund_state", "entry",
)  # fmt: skip
# a name without a telephone number in it; a short one has none, and costs no search
_NAME = (
    r"CASE WHEN length(name) < 11 THEN name "
    r"ELSE nullif(trim(regexp_replace(name, '(\+?86[- ]?)?1[3-9]\d{9}', '', 'g')), '') END"
)


@dataclass(eq=False)
class Shop:
    """A format of order tables.

    Attributes:
        NAME: Its id.
        signature: Headers that all must be there.
        columns: Column to the headers that may hold it, the first one there being taken.
        net: Whether amounts are after refunds, where the rows do not tell.
        number_repeats: Whether the order number begins anew, so that only the time of payment makes it one.
        TELLS: What its files can tell.
    """

    NAME: str
    signature: tuple[str, ...]
    columns: Mapping[str, tuple[str, ...]]
    net: bool = False
    number_repeats: bool = False
    TELLS: frozenset[str] = frozenset({"orders"})

    def sure(self, head: Head) -> float:
        """How sure it is that a file is its own; see `Format`."""
        headers = {plain(header) for header in table_head(head)}
        if not {plain(header) for header in self.signature} <= headers:
            return 0.0
        return 1.0 if self.signature else self._mapped(headers)

    def _mapped(self, headers: set[str]) -> float:
        found = {KNOWN["orders"].get(header) for header in headers}
        return 0.5 if found.issuperset(REQUIRED["orders"]) else 0.0

    def records(self, path: Path, options: Options) -> Iterator[Record]:
        """Stream the orders; see `Format`."""
        from shequn.readers.folder import connect

        connection = connect(path.stat().st_size)
        try:
            loaded = self.load(connection, path, options)
            cursor = connection.cursor()
            rows = cursor.execute(f"SELECT * FROM {loaded.table} ORDER BY position")
            lines: Mapping[int, int] = {}
            while batch := rows.fetchmany(100_000):
                lines = loaded.source.lines({row[0] for row in batch})
                for row in batch:
                    yield _record(lines.get(row[0], row[0] + 1), row)
            for reason, n in loaded.source.refused.items():
                noted = [note for note in loaded.source.notes if note.reason == reason]
                yield from (Refused(note.line, reason, note.value) for note in noted)
                yield from (Refused(0, reason) for _ in range(n - len(noted)))
        finally:
            connection.close()

    def load(self, connection: DuckDBPyConnection, path: Path, options: Options, table: str = "shop_orders") -> Loaded:
        """Read a whole file into a table of the database, without Python seeing its rows.

        Args:
            connection: Where to load.
            path: The file.
            options: What the reader is told.
            table: Name of the new table: ``position, order_id, member, name, group_id, paid, aware, amount, refunded,
                refunded_at, status, refused, passed``, amounts in cents, times naive (UTC where aware).

        Returns:
            The table, and what was found out about the file.

        Raises:
            InputError: The file cannot be read, or a question must be answered first.
        """
        mapping = options.orders if not self.signature else {}
        headers = {c: names[0] for c, names in self.columns.items() if c in KNOWN["orders"].values()} | mapping

        def find(_table: str, found: Sequence[str], _mapping: Mapping[str, str], file: str) -> dict[str, int]:
            return self._find(found, mapping, file)

        try:
            with path.open("rb") as file:
                workbook = file.read(2) == b"PK"
            if workbook:
                check_size(path)
                source = load_workbook(connection, "orders", path, headers, find=find)
            else:
                with tempfile.TemporaryDirectory(prefix="shequn-") as work:
                    source = load_csv(connection, "orders", path, headers, Path(work), find=find)
        except OSError as error:
            raise InputError(f"{path}: cannot be opened ({error.strerror or error}).") from error
        return self._judge(Cells(connection, source, Settings(dt.date.max, "UTC", options.dayfirst)), table)

    def _find(self, headers: Sequence[str], mapping: Mapping[str, str], file: str) -> dict[str, int]:
        spelled = [plain(header) for header in headers]
        if not self.signature:
            from shequn.readers.headers import match

            return match("orders", headers, mapping, file)
        found = {}
        for column, names in self.columns.items():
            places = [spelled.index(plain(name)) for name in names if plain(name) in spelled]
            if places:  # a header that stands twice means its first column
                found[column] = places[0]
        for column in ("order_id", "amount"):
            if column not in found:
                raise InputError(f"{file}: the header {self.columns[column][0]!r} is missing. Export the file again.")
        return found

    def _judge(self, cells: Cells, table: str) -> Loaded:
        run = cells.connection.execute
        run(f"CREATE OR REPLACE TEMP VIEW judged AS {cells.select(_COLUMNS)}")
        facts, net = list[str](), self._is_net(cells)
        amount, refund, dated = "amount_cents", "coalesce(refunded_amount_cents, 0)", cells.has("paid_at")
        back_at = "CASE WHEN entry = '退款' THEN paid END" if cells.has("entry") else "refunded_at_utc"
        if cells.has("entry"):
            amount = "CASE WHEN entry = '退款' THEN 0 ELSE amount_cents END"
            refund = "CASE WHEN entry = '退款' THEN -amount_cents ELSE 0 END"
        elif net:
            facts, amount = ["amounts_net"], f"{amount} + {refund}"
        elif cells.has("refund_state"):
            facts = ["refunds_in_full"]
            refund = f"CASE WHEN refund_state LIKE '%退款成功%' THEN {amount} ELSE 0 END"
        if not dated:
            facts.append("dated_by_creation")
        if not cells.has("member_id"):
            facts.append("names_only" if cells.has("name") else "no_buyer")
        at, lost = "paid_at" if dated else "created_at", cells.may_lose_digits("order_id")
        run(
            f"CREATE OR REPLACE TABLE {table} AS SELECT position, order_id, member_id AS member, name, group_id, paid, "
            f"aware, gross AS amount, back AS refunded, {back_at} AS refunded_at, coalesce(status_code, '') AS status, "
            f"{_refused(at, lost=lost)} AS refused, passed "
            f"FROM (SELECT * EXCLUDE (name, order_id), {self._id(cells)} AS order_id, "
            f"{_NAME} AS name, {at}_utc AS paid, "
            f"{'false' if self.signature else _aware(at)} AS aware, {amount} AS gross, {refund} AS back, "
            f"{_passed(cells, refund, at)} AS passed FROM judged)"
        )
        run("DROP VIEW judged")
        return Loaded(self.NAME, table, cells.source, facts)

    def _is_net(self, cells: Cells) -> bool:
        """Whether amounts are after refunds, as most refunded rows show."""
        if not cells.has("refunded_amount") or not cells.has("total"):
            return False
        query = (
            "SELECT count(*) FILTER (amount_cents + refunded_amount_cents = total_cents "
            "OR refunded_amount_cents > amount_cents), count(*) FILTER (amount_cents = total_cents) "
            "FROM judged WHERE refunded_amount_cents > 0"
        )
        net, gross = cells.connection.execute(query).fetchall()[0]
        return self.net if net == gross else bool(net > gross)

    def _id(self, cells: Cells) -> str:
        """SQL of an order's number that holds in other files too."""
        if self.number_repeats:
            return "order_id || '@' || strftime(paid_at_utc, '%Y%m%d%H%M%S')"
        if not cells.has("other_id"):
            return "order_id"
        counts = [  # a refund names its payment by one of two numbers
            f"(SELECT count(*) FROM judged r WHERE r.entry = '退款' AND r.{c} IN "
            f"(SELECT {c} FROM judged WHERE entry = '收款'))"
            for c in ("order_id", "other_id")
        ]
        own, other = cells.connection.execute(f"SELECT {', '.join(counts)}").fetchall()[0]
        return "coalesce(other_id, order_id)" if other > own else "coalesce(order_id, other_id)"


@dataclass(frozen=True)
class Loaded:
    """A file of orders in the database.

    Attributes:
        format: Id of the format.
        table: Name of the table; see `Shop.load`.
        source: The raw table, which knows the lines.
        facts: Codes of what must be said of the file, ``fact.<code>`` in the texts.
    """

    format: str
    table: str
    source: Source
    facts: list[str] = field(default_factory=list)


def _aware(column: str) -> str:
    number = f"TRY_CAST({column} AS DOUBLE)"
    return (
        f"coalesce(regexp_matches({column}, '(Z|[+-]\\d{{2}}:?\\d{{0,2}})$') AND length({column}) > 16 "
        f"OR ({number} >= 1e8 AND {number} < 19e12), false)"
    )


def _refused(at: str, *, lost: bool) -> str:
    digits = f"WHEN regexp_full_match(order_id, '{values.LOST_DIGITS}') THEN 'lost_digits'"
    late = dt.datetime.now(dt.UTC) + dt.timedelta(days=1)  # a local time may lie in any zone
    return (
        f"CASE WHEN passed IS NOT NULL THEN NULL WHEN order_id IS NULL THEN 'blank_id' "
        f"{digits if lost else ''} "
        f"WHEN {at} IS NOT NULL AND paid IS NULL THEN 'bad_date' "
        f"WHEN paid < TIMESTAMP '2000-01-01' THEN 'before_2000' "
        f"WHEN paid > TIMESTAMP '{late:%Y-%m-%d %H:%M:%S}' THEN 'future_date' "
        f"WHEN amount_cents IS NULL OR (refunded_amount IS NOT NULL AND refunded_amount_cents IS NULL) "
        f"THEN 'bad_amount' WHEN gross < 0 OR back < 0 THEN 'negative_amount' END"
    )


def _passed(cells: Cells, refund: str, at: str) -> str:
    if cells.has("entry"):
        return "CASE WHEN entry = '收款' OR entry = '退款' THEN NULL ELSE 'fee' END"
    closed = f"status_code = 'closed' AND coalesce({refund}, 0) <= 0"
    return f"CASE WHEN {at} IS NULL OR status_code = 'unpaid' OR ({closed}) THEN 'unpaid' END"


def _record(line: int, row: tuple[object, ...]) -> Record:
    _, order_id, member, name, group, at, aware, amount, refunded, refunded_at, status, refused, passed = row
    if refused:
        return Refused(line, str(refused), str(order_id or ""))
    if passed:
        return Passed(line, str(passed))
    zone = dt.UTC if aware else None
    paid = at.replace(tzinfo=zone) if isinstance(at, dt.datetime) else None
    back = refunded_at.replace(tzinfo=zone) if isinstance(refunded_at, dt.datetime) else None
    cents = Decimal(100)
    return Order(
        line, str(order_id), str(member or ""), paid, Decimal(str(amount)) / cents, Decimal(str(refunded)) / cents,
        back, str(status), str(group or ""), str(name or ""),
    )  # fmt: skip


def table_head(head: Head) -> tuple[str, ...]:
    r"""Tell the headers of a table.

    Args:
        head: The beginning of the file, a CSV file or a workbook.

    Returns:
        The cells of its first row that is not blank; empty when it is no table.

    Example:
        >>> from shequn.readers.exports.base import Head
        >>> table_head(Head(Path("a.csv"), b"", "\n订单号;金额\n1;2\n", "utf-8"))
        ('订单号', '金额')
    """
    if head.text:
        return _csv_head(head.text)
    if head.raw.startswith(b"PK"):
        stat = head.path.stat()
        return _workbook_head(head.path, stat.st_mtime_ns, stat.st_size)
    return ()


def _csv_head(text: str) -> tuple[str, ...]:
    lines = [line for line in text.splitlines(keepends=True) if line.strip()][:5]
    if not lines or lines[0].lstrip()[:1] in {"{", "["}:
        return ()
    best: tuple[str, ...] = ()
    for delimiter in ",;\t|":
        try:
            cells = tuple(next(csv.reader(lines, delimiter=delimiter, skipinitialspace=True), []))
        except csv.Error:
            continue
        best = max(best, cells, key=len)
    return best if len(best) > 1 else ()


@lru_cache(maxsize=64)
def _workbook_head(path: Path, _changed: int, _size: int) -> tuple[str, ...]:
    import python_calamine as calamine

    try:
        check_size(path)
        with calamine.CalamineWorkbook.from_path(path) as workbook:
            for cells in workbook.get_sheet_by_index(0).iter_rows():
                if any(str(cell).strip() for cell in cells):
                    return tuple(cell_text(cell) for cell in cells)
    except (calamine.CalamineError, calamine.ZipError, calamine.XmlError, InputError, OSError, IndexError):
        pass
    return ()


def check_size(path: Path) -> None:
    """Refuse a zip file that is no workbook, or unpacks to more than can be read.

    Args:
        path: The file.

    Raises:
        InputError: It is one of these.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            size = sum(member.file_size for member in archive.infolist())
    except (zipfile.BadZipFile, OSError) as error:
        raise InputError(f"{path}: no readable XLSX workbook ({error}). Save it again as .xlsx.") from error
    if "[Content_Types].xml" not in names:
        raise InputError(f"{path}: a zip file, but no XLSX workbook.")
    if size > WORKBOOK_LIMIT:
        raise InputError(f"{path}: unpacks to {size:,} bytes, more than the {WORKBOOK_LIMIT:,} that are read.")


_TAOBAO = {
    "order_id": ("订单编号",),
    "member_id": ("买家会员名",),
    "paid_at": ("订单付款时间",),
    "amount": ("买家实际支付金额",),
    "total": ("总金额",),
    "refunded_amount": ("退款金额",),
    "status": ("订单状态",),
}
FORMATS = (
    Shop("taobao_orders", ("订单编号", "买家会员名", "买家实际支付金额", "订单状态"), _TAOBAO, net=True),
    Shop(
        "tmall_report",
        ("订单编号", "总金额", "买家实际支付金额", "订单付款时间", "退款金额", "收货地址"),
        {column: names for column, names in _TAOBAO.items() if column not in {"member_id", "status"}},
        net=True,
    ),
    Shop(
        "taobao_details",
        ("子订单编号", "主订单编号", "买家实付金额", "退款金额"),
        {
            "order_id": ("主订单编号",),
            "member_id": ("买家会员名", "买家昵称"),
            "created_at": ("订单创建时间",),
            "paid_at": ("订单付款时间",),
            "amount": ("买家实付金额",),
            "total": ("买家应付货款",),
            "refunded_amount": ("退款金额",),
            "status": ("订单状态",),
        },
    ),
    Shop(
        "youzan_orders",
        ("订单号", "订单实付金额", "订单已退款金额", "买家付款时间"),
        {
            "order_id": ("订单号",),
            "name": ("买家昵称", "买家姓名"),
            "paid_at": ("买家付款时间",),
            "amount": ("订单实付金额",),
            "refunded_amount": ("订单已退款金额",),
            "status": ("订单状态",),
        },
    ),
    Shop(
        "youzan_items",
        ("订单号", "商品实际成交金额", "商品已退款金额"),
        {
            "order_id": ("订单号",),
            "created_at": ("买家付款时间", "交易成功时间"),
            "amount": ("商品实际成交金额",),
            "refunded_amount": ("商品已退款金额",),
            "status": ("订单商品状态",),
        },
    ),
    Shop(
        "kuaituantuan_orders",
        ("跟团号", "下单人", "支付时间", "订单金额"),
        {
            "order_id": ("订单号", "跟团号"),
            "name": ("下单人",),
            "paid_at": ("支付时间",),
            "amount": ("订单金额",),
            "refunded_amount": ("退款金额", "订单退款"),
            "status": ("订单状态",),
        },
        number_repeats=True,
    ),
    Shop(
        "pinduoduo_orders",
        ("订单号", "用户实付金额(元)", "商家实收金额(元)", "售后状态"),
        {
            "order_id": ("订单号",),
            "paid_at": ("支付时间", "订单成交时间"),
            "amount": ("用户实付金额(元)",),
            "status": ("订单状态",),
            "refund_state": ("售后状态",),
        },
    ),
    Shop(
        "wecom_bills",
        ("动账类型", "动账金额", "动账时间"),
        {
            "order_id": ("商户单号",),
            "other_id": ("关联单号",),
            "paid_at": ("动账时间",),
            "amount": ("动账金额",),
            "entry": ("动账类型",),
        },
    ),
    Shop("order_table", (), {}),
)
"""Every format of orders; the last one is any table whose headers are known, or mapped in ``client.yaml``."""
