"""Write the pages to look things up in, from the texts and the code: glossary, metric handbook, exports.

    python tools/build_docs.py            write docs/glossary.md, metrics.md, exports.md and their Chinese twins
    python tools/build_docs.py --check    write nothing; say which page is not what the texts make

The names of terms stand in ``shequn/texts/glossary.toml``, those of metrics with their definitions in ``metrics.toml``,
what else the handbook says in ``handbook.toml``; which function gives which column is read from the docstrings. What an
export tells is read from its reader, the rest stands in ``exports_guide.toml``.
"""

from __future__ import annotations

import argparse
import inspect
import re
import sys
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

from shequn import metrics
from shequn.findings import GOOD_DIRECTION
from shequn.readers.exports.detect import formats
from shequn.readers.exports.survey import TELLS
from shequn.texts import LANGUAGES, Texts, table

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
NO_METRIC = {
    "coverage_daily",
    "coverage_table",
    "grid",
    "lorenz",
    "message_counts",
    "open_in_dissolved",
    "outside_period",
    "people",
    "strangers",
}
"""Functions that show the data, or serve another metric."""


def keys(prefix: str, last: str) -> list[str]:
    """List what stands between a prefix and the last part of the texts' keys, in the order of the file.

    Example:
        >>> keys("term.types", "name")[:2]
        ['aidass', 'lead_in']
    """
    found = (re.fullmatch(rf"{re.escape(prefix)}\.(.+)\.{last}", key) for key in table())
    return [match[1] for match in found if match]


def families(page: str = "handbook", last: str = "formula") -> dict[str, list[str]]:
    """Give the metrics of each family of the handbook, or the formats of each family of the guide to exports."""
    found: dict[str, list[str]] = {}
    for name in keys(page, last):
        family, member = name.split(".")
        found.setdefault(family, []).append(member)
    return found


def columns(function: str) -> set[str]:
    """Read the columns that a metric function names in the Returns section of its docstring.

    Example:
        >>> sorted(columns("stickiness"))
        ['group_id', 'mau', 'mean_dau', 'n_days', 'stickiness']
    """
    text = section(function, "Returns")
    named = {name.strip() for span in re.findall(r"``([^`]+)``", text) for name in span.split(",")}
    return named.union(*map(columns, re.findall(r"columns of `(\w+)`", text)))


def section(function: str, name: str) -> str:
    """Give one section of a metric function's docstring on one line, or nothing.

    Example:
        >>> section("lorenz", "Source")
        'Lorenz 1905.'
    """
    text = inspect.getdoc(getattr(metrics, function)) or ""
    found = re.search(rf"^{name}:\n((?:    .*\n?|\n)+)", text, re.MULTILINE)
    return " ".join(found[1].split()) if found else ""


def functions() -> list[str]:
    """List the metric functions."""
    return [name for name in metrics.__all__ if inspect.isfunction(getattr(metrics, name))]


def homes(metric: str) -> list[str]:
    """List the functions with a column of a metric's name."""
    return [name for name in functions() if metric in columns(name)]


def glossary(language: str) -> str:
    """Write the glossary.

    Args:
        language: ``"en"`` or ``"zh"``.

    Returns:
        A page of markdown.
    """
    t = Texts(language)
    lines = list(_head(t, "glossary"))
    for part in (key.rpartition(".")[2] for key in table() if key.startswith("glossary.section.")):
        lines += [f"## {t(f'glossary.section.{part}')}", ""]
        if part == "metrics":
            ids = [metric for members in families().values() for metric in members]
            page = "metrics.md" if language == "en" else "metrics.zh.md"
            rows = [(f"metric.{name}.label", f"metric.{name}.definition", f"{page}#{name}") for name in ids]
        else:
            rows = [
                (f"term.{part}.{name}.name", f"term.{part}.{name}.definition", "")
                for name in keys(f"term.{part}", "name")
            ]
        lines += [*_table(t, rows), ""]
    return "\n".join(lines)


def handbook(language: str) -> str:
    """Write the metric handbook.

    Args:
        language: ``"en"`` or ``"zh"``.

    Returns:
        A page of markdown.
    """
    t = Texts(language)
    lines = [*_head(t, "handbook"), t("handbook.heard"), "", t("handbook.call"), ""]
    for family, members in families().items():
        lines += [f"## {t(f'handbook.family.{family}')}", ""]
        for metric in members:
            lines += [
                f'<a id="{metric}"></a>',
                "",
                f"### {t(f'metric.{metric}.label')}",
                "",
                *_facts(t, family, metric),
                "",
            ]
    return "\n".join(lines)


def guide(language: str) -> str:
    """Write the guide to exports.

    Args:
        language: ``"en"`` or ``"zh"``.

    Returns:
        A page of markdown.
    """
    t, found = Texts(language), families("guide", "get")
    page, colon = ("exports.md", ": ") if language == "en" else ("exports.zh.md", "：")
    told = {each.NAME: each.TELLS for each in formats()}
    rows = [[t("guide.format"), *(t(f"tells.{what}") for what in TELLS)], ["---", *[":-:"] * len(TELLS)]]
    parts = list[str]()
    for family, members in found.items():
        parts += ["", f"## {t(f'guide.family.{family}')}"]
        for name in members:
            title = t(f"format.{name}")
            rows.append([f"[{title}]({page}#{name})", *("✓" if what in told[name] else "—" for what in TELLS)])
            parts += ["", f'<a id="{name}"></a>', "", f"### {title}", ""]
            said = {part: t(f"guide.{family}.{name}.{part}") for part in ("get", "gaps")}
            parts += [f"- **{t(f'guide.{part}')}**{colon}{words}" for part, words in said.items()]
    table_lines = [f"| {' | '.join(cells)} |" for cells in rows]
    return "\n".join([*_head(t, "guide"), t("guide.rules"), "", *table_lines, *parts, ""])


def direction(t: Texts, family: str, metric: str) -> str:
    """Word the good direction of a metric: as the code knows it, else as the handbook says."""
    if metric in GOOD_DIRECTION:
        return t(f"handbook.{GOOD_DIRECTION[metric]}")
    return t(f"handbook.{family}.{metric}.direction")


def where(t: Texts, metric: str) -> str:
    """Word where a metric is computed."""
    said = []
    if found := homes(metric):
        names = ("、" if t.language == "zh" else ", ").join(f"`metrics.{name}`" for name in found)
        said.append(t("handbook.column", column=metric, functions=names))
    if metric in functions():
        said.append(t("handbook.function", function=f"`metrics.{metric}`"))
    return ("；" if t.language == "zh" else "; ").join(said)


def _facts(t: Texts, family: str, metric: str) -> Iterator[str]:
    facts = {"definition": t(f"metric.{metric}.definition")}
    facts |= {name: t(f"handbook.{family}.{metric}.{name}") for name in ("formula", "source")}
    facts |= {"direction": direction(t, family, metric)}
    facts |= {name: t(f"handbook.{family}.{metric}.{name}") for name in ("action", "traps")}
    facts |= {"where": where(t, metric)}
    colon = "：" if t.language == "zh" else ": "
    for name, words in facts.items():
        yield f"- **{t(f'handbook.{name}')}**{colon}{words}"


def _head(t: Texts, page: str) -> Iterator[str]:
    file = {"glossary": "glossary", "handbook": "metrics", "guide": "exports"}[page]
    other = f"[中文]({file}.zh.md)" if t.language == "en" else f"[English]({file}.md)"
    yield from (
        f"<!-- {t('glossary.generated')} -->",
        "",
        f"# {t(f'{page}.title')}",
        "",
        other,
        "",
        t(f"{page}.intro"),
        "",
    )


def _table(t: Texts, rows: list[tuple[str, str, str]]) -> Iterator[str]:
    """Rows of keys of name and definition, and a link; sorted as a reader of the language looks for them."""
    order = ["english", "chinese", "pinyin", "definition"]
    if t.language == "zh":
        order = ["chinese", "pinyin", "english", "definition"]
    yield f"| {' | '.join(t(f'glossary.{name}') for name in order)} |"
    yield "|" + "---|" * len(order)
    found = []
    for name, definition, link in rows:
        entry = table()[name]
        cells = {"english": entry["en"], "chinese": entry["zh"], "pinyin": entry.get("pinyin", "")}
        sort = (cells["pinyin"] if t.language == "zh" else "") or cells["english"]
        if link:
            cells[order[0]] = f"[{cells[order[0]]}]({link})"
        found.append((plain(sort), [*(cells[key] for key in order[:3]), t(definition)]))
    for _, cells in sorted(found):
        yield f"| {' | '.join(cells)} |"


def plain(pinyin: str) -> str:
    """Spell pinyin without tones, for sorting.

    Example:
        >>> plain("Rùqún lǜ")
        'ruqun lu'
    """
    return "".join(
        letter for letter in unicodedata.normalize("NFD", pinyin.lower()) if not unicodedata.combining(letter)
    )


def pages() -> dict[str, str]:
    """Make every page.

    Returns:
        File name in ``docs`` to text.
    """
    endings = {"en": ".md", "zh": ".zh.md"}
    makers = {"glossary": glossary, "metrics": handbook, "exports": guide}
    return {f"{name}{endings[code]}": make(code) for name, make in makers.items() for code in LANGUAGES}


def main(words: list[str] | None = None, folder: Path = ROOT / "docs") -> int:
    """Write or check.

    Args:
        words: Command line.
        folder: Folder of the pages.

    Returns:
        Exit status.
    """
    parser = argparse.ArgumentParser(description="Write glossary, metric handbook and guide to exports.")
    parser.add_argument("--check", action="store_true", help="only say which pages are not what the texts make")
    stale = []
    given = parser.parse_args(words)
    for name, text in pages().items():
        path = folder / name
        if given.check and (not path.is_file() or path.read_text("utf-8") != text):
            stale.append(name)
        elif not given.check:
            path.write_text(text, encoding="utf-8", newline="\n")
            print(path)
    if stale:
        print(f"{', '.join(stale)}: not what the texts make; run `make docs`", file=sys.stderr)
    return bool(stale)


if __name__ == "__main__":
    sys.exit(main())
