"""YAML files as plain data that remembers the line of everything in it."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

Place = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing that is wrong in a file, and where."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A YAML file as plain data, with the line of every node by its place."""

    name: str
    data: Any
    lines: Mapping[Place, int]

    def line(self, *place: str | int) -> int:
        """Return the line of a node, or of the nearest one around it that exists."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)


def read_yaml(path: Path, mistakes: list[Mistake]) -> SourceFile | None:
    """Read a file; ``None`` when it cannot be read at all. Every mistake is noted in ``mistakes``."""
    name = f"{path.parent.name}/{path.name}"
    try:
        node = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except FileNotFoundError:
        mistakes.append(Mistake(name, 1, "This file is missing."))
    except OSError:
        mistakes.append(Mistake(name, 1, "This file cannot be read."))
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        mistakes.append(Mistake(name, line, "This file is not written in UTF-8."))
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        mistakes.append(Mistake(name, line, f"This is not YAML: {error.problem}."))
    except yaml.reader.ReaderError as error:
        line = path.read_text(encoding="utf-8")[: error.position].count("\n") + 1
        mistakes.append(Mistake(name, line, f"This is not YAML: {error.reason}."))
    else:
        reader = _Reader(name, mistakes)
        return SourceFile(name, reader.plain(node, ()), reader.lines)
    return None


class _Reader:
    """Turns nodes into plain data and notes their lines."""

    def __init__(self, name: str, mistakes: list[Mistake]) -> None:
        self.name = name
        self.mistakes = mistakes
        self.lines: dict[Place, int] = {}
        self._loader = yaml.SafeLoader("")
        self._around: list[yaml.Node] = []

    def plain(self, node: yaml.Node | None, place: Place) -> Any:
        if node is None:
            return None
        self.lines.setdefault(place, node.start_mark.line + 1)
        if node in self._around:
            return self._wrong(node, "This part holds itself.")
        self._around.append(node)
        try:
            if isinstance(node, yaml.MappingNode):
                return self._mapping(node, place)
            if isinstance(node, yaml.SequenceNode):
                return [self.plain(item, (*place, index)) for index, item in enumerate(node.value)]
            return self._scalar(node)
        finally:
            self._around.pop()

    def _mapping(self, node: yaml.MappingNode, place: Place) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = key_node.value
            if not isinstance(key, Hashable):
                self._wrong(key_node, "A key must be one word.")
                continue
            if key in found:
                self._wrong(key_node, f"“{key}” stands twice.")
            self.lines[*place, key] = key_node.start_mark.line + 1
            found[key] = self.plain(value_node, (*place, key))
        return found

    def _scalar(self, node: yaml.Node) -> Any:
        try:
            return self._loader.construct_object(node, deep=True)
        except (yaml.YAMLError, ValueError):
            return self._wrong(node, f"“{node.value}” cannot be read; put it in quotes.")

    def _wrong(self, node: yaml.Node, message: str) -> None:
        self.mistakes.append(Mistake(self.name, node.start_mark.line + 1, message))
