"""Reads the rulebook's files once and gives the law as one frozen value."""

from collections.abc import Hashable
from pathlib import Path
from typing import Any

import yaml

from compliance.rulebook.calendar_table import read_calendar_table
from compliance.rulebook.parameters import BrokenRulebook, Parameter, read_parameters
from compliance.rulebook.rules import SPECS, Rulebook

FOLDER = Path(__file__).parent
CALENDAR_FILE = "calendar.yaml"


class _StrictLoader(yaml.SafeLoader):
    """YAML that refuses a key written twice, where YAML itself would silently take the last."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:  # noqa: FBT001, FBT002 - PyYAML's own signature
        """Return a mapping, refusing a key that stands twice."""
        seen = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                raise BrokenRulebook(
                    f"{self.name}: khóa {key} có hai lần, lần sau ở dòng {key_node.start_mark.line + 1}; gộp làm một."
                )
            seen.add(key)
        return super().construct_mapping(node, deep)


def load_rulebook(folder: Path = FOLDER) -> Rulebook:
    """Return the law in a folder: ``calendar.yaml`` is the table of days, every other ``.yaml`` file holds parameters.

    Raises:
        BrokenRulebook: a file breaks its form, a key stands in two files, or one that the program needs is missing.
    """
    parameters: dict[str, Parameter] = {}
    for path in sorted(folder.glob("*.yaml")):
        if path.name == CALENDAR_FILE:
            continue
        for key, parameter in read_parameters(path.name, read_yaml(path), SPECS).items():
            if key in parameters:
                raise BrokenRulebook(f"{path.name}: khóa {key} đã có ở tệp khác; mỗi khóa một chỗ.")
            parameters[key] = parameter
    calendar = folder / CALENDAR_FILE
    if not calendar.is_file():
        raise BrokenRulebook(f"{folder}: không có {CALENDAR_FILE}; thiếu bảng các ngày thì không tính được gì.")
    return Rulebook(parameters, read_calendar_table(CALENDAR_FILE, read_yaml(calendar)))


def read_yaml(path: Path) -> object:
    """Return what a YAML file says.

    Raises:
        BrokenRulebook: it is no YAML, or a key stands twice.
    """
    return read_yaml_text(path.name, path.read_text(encoding="utf-8"))


def read_yaml_text(origin: str, text: str) -> object:
    """Return what YAML says; ``origin`` is the file's name, for messages.

    Raises:
        BrokenRulebook: it is no YAML, or a key stands twice.
    """
    try:
        loader = _StrictLoader(text)
        loader.name = origin
        try:
            content: object = loader.get_single_data()
        finally:
            loader.dispose()
    except (yaml.YAMLError, ValueError) as broken:
        raise BrokenRulebook(f"{origin}: không phải YAML: {broken}") from broken
    return content
