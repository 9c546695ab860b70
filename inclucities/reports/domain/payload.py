"""Documents as stored JSON: written, read back strictly, and kept within what a renderer takes."""

from __future__ import annotations

import dataclasses
import math
import re
import types
import typing
from collections.abc import Iterator, Mapping
from typing import Any, Literal

from inclucities.reports.domain.document import (
    Answer,
    Blank,
    Block,
    Chart,
    Document,
    Figures,
    Note,
    PayloadError,
    Points,
    Table,
)

MAX_CHARACTERS = 1_000_000
MAX_LINE_BREAKS = 8_000
MAX_CELLS = 8_000
MAX_BLOCKS = 3_000
MAX_BLANK_LINES = 3_000
MAX_COLUMNS = 30
#: Characters of a title, a question, a label: what stands in headings, contents and page margins.
MAX_HEADING = 1_000


class TooLongError(ValueError):
    """The document is larger than the renderers take."""


_BLOCKS: Mapping[str, type[Any]] = {
    block.__dataclass_fields__["type"].default: block for block in typing.get_args(Block)
}
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def is_language(code: str) -> bool:
    """Tell whether a text has the shape of a language code, such as ``lv`` or ``fr-BE``."""
    return _LANGUAGE.fullmatch(code) is not None


def printable(text: str) -> str:
    """Return the text without what no page and no office file can hold: controls and half characters."""
    return _UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def paragraphs(text: str) -> list[list[str]]:
    """Return the paragraphs of a text, each a list of its lines, without empty ones."""
    parts = re.split(r"\n[ \t]*\n+", printable(text).strip())
    return [[line.strip() for line in part.split("\n") if line.strip()] for part in parts if part.strip()]


def to_json(document: Document) -> dict[str, Any]:
    """Return the document as plain data for storing."""
    return typing.cast("dict[str, Any]", _plain(document))


def document_from_json(data: object) -> Document:
    """Read a stored document back. Raises ``PayloadError`` naming the place that does not fit."""
    document = typing.cast("Document", _read(data, Document, "document"))
    if not is_language(document.language):
        raise PayloadError(f"document.language: {document.language!r} is no language")
    return document


def check_size(document: Document) -> None:
    """Raise ``TooLongError`` when the document is larger than a renderer's limits allow."""
    texts = list(_texts(document))
    blocks = [block for section in document.sections for block in section.blocks]
    for what, found, most in (
        ("characters", sum(len(text) for text in texts), MAX_CHARACTERS),
        ("line breaks", sum(text.count("\n") for text in texts), MAX_LINE_BREAKS),
        ("blocks", len(blocks), MAX_BLOCKS),
        ("cells", sum(_cells(block) for block in blocks), MAX_CELLS),
        ("blank lines", sum(_blanks(block) for block in blocks), MAX_BLANK_LINES),
        ("columns", max((_columns(block) for block in blocks), default=0), MAX_COLUMNS),
        ("characters in a heading", max(len(text) for text in _headings(document)), MAX_HEADING),
    ):
        if found > most:
            raise TooLongError(f"{found} {what}, at most {most}")


def _cells(block: Block) -> int:
    if isinstance(block, Table):
        return (len(block.rows) + 1) * len(block.columns)
    if isinstance(block, Chart):
        return len(block.categories) * (len(block.series) + 1)
    return len(block.items) if isinstance(block, (Points, Figures)) else 0


def _columns(block: Block) -> int:
    if isinstance(block, Chart):
        return len(block.series) + 1
    return len(block.columns) if isinstance(block, (Table, Blank)) else 0


def _headings(document: Document) -> Iterator[str]:
    yield from (document.title, document.subtitle, document.author, document.cover.eyebrow)
    yield " · ".join(document.footer)
    for section in document.sections:
        yield from (section.number, section.title, section.answered_by)
        for block in section.blocks:
            if not isinstance(block, Note):
                yield block.number
                yield block.question if isinstance(block, (Answer, Blank)) else block.title
            if isinstance(block, Table):
                yield from (column.label for column in block.columns)


def _blanks(block: Block) -> int:
    if not isinstance(block, Blank):
        return 0
    return max(block.lines, 0) * max(len(block.columns), 1) + len(block.choices) + len(block.help)


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _texts(item)
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from _texts(getattr(value, field.name))


def _read(data: object, wanted: Any, place: str) -> Any:
    """Return ``data`` as the ``wanted`` type. Raises ``PayloadError``."""
    origin = typing.get_origin(wanted)
    if origin is tuple:
        if not isinstance(data, (list, tuple)):
            raise PayloadError(f"{place}: a list is needed")
        item = typing.get_args(wanted)[0]
        return tuple(_read(entry, item, f"{place}[{index}]") for index, entry in enumerate(data))
    if origin is Literal:
        if data not in typing.get_args(wanted):
            raise PayloadError(f"{place}: {data!r} is not one of {typing.get_args(wanted)}")
        return data
    if origin in (types.UnionType, typing.Union):
        return _read_one_of(data, typing.get_args(wanted), place)
    if dataclasses.is_dataclass(wanted):
        return _read_fields(data, typing.cast("type[Any]", wanted), place)
    if wanted is float and type(data) is int:
        return data
    if type(data) is not wanted or (isinstance(data, float) and not math.isfinite(data)):
        raise PayloadError(f"{place}: {wanted.__name__} is needed")
    return printable(data) if isinstance(data, str) else data


def _read_one_of(data: object, choices: tuple[Any, ...], place: str) -> Any:
    if data is None and types.NoneType in choices:
        return None
    if Answer in choices:
        named = data.get("type") if isinstance(data, Mapping) else None
        if not isinstance(named, str) or named not in _BLOCKS:
            raise PayloadError(f"{place}: no block of the type {named!r}")
        return _read_fields(data, _BLOCKS[named], place)
    for choice in choices:
        if dataclasses.is_dataclass(choice) or type(data) is choice:
            return _read(data, choice, place)
    if float in choices and type(data) is int:
        return data
    raise PayloadError(f"{place}: {type(data).__name__} does not fit")


def _read_fields(data: object, wanted: type[Any], place: str) -> Any:
    if not isinstance(data, Mapping):
        raise PayloadError(f"{place}: an object is needed")
    hints = typing.get_type_hints(wanted)
    if unknown := sorted(str(name) for name in data if name not in hints):
        raise PayloadError(f"{place}: unknown {', '.join(unknown)}")
    values = {name: _read(value, hints[name], f"{place}.{name}") for name, value in data.items()}
    try:
        return wanted(**values)
    except TypeError as error:
        raise PayloadError(f"{place}: {error}") from None
