"""A catalogue that is incomplete, uncertain, out of date or broken is found."""

from __future__ import annotations

from pathlib import Path

import pytest

from bin.messages import faults

pytestmark = pytest.mark.once

HEAD = """msgid ""
msgstr ""
"POT-Creation-Date: {date}\\n"
"Language: lv\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n != 0 ? 1 : 2);\\n"

"""
CITY = '#: schemes/models.py\nmsgid "City"\nmsgstr "Pilsēta"\n\n'
NEED = '#: schemes/models.py\nmsgid "Need"\nmsgstr "Vajadzība"\n\n'


def catalogue(folder: Path, name: str, *entries: str, date: str = "2024-01-01 10:00+0000") -> Path:
    path = folder / f"{name}.po"
    path.write_text(HEAD.format(date=date) + "".join(entries), encoding="utf-8")
    return path


def test_a_complete_catalogue_has_no_fault(tmp_path: Path) -> None:
    committed = catalogue(tmp_path, "committed", CITY, NEED)
    # Another day, another place in the code: nothing that a translator need look at.
    elsewhere = NEED.replace("schemes/models.py", "needs_analysis/models.py")
    fresh = catalogue(tmp_path, "fresh", elsewhere, CITY, date="2024-02-02 12:00+0000")

    assert faults(committed, fresh) == []


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ([CITY], [CITY, NEED.replace("Vajadzība", "")], ['not translated: "Need"', 'missing: "Need"']),
        ([CITY, NEED], [CITY], ['no longer used: "Need"']),
        (
            [CITY, "#, fuzzy\n" + NEED],
            [CITY, "#, fuzzy\n" + NEED],
            ['fuzzy: "Need"'],
        ),
    ],
    ids=["not translated", "no longer used", "fuzzy"],
)
def test_what_a_translator_must_look_at_is_named(
    tmp_path: Path, before: list[str], after: list[str], said: list[str]
) -> None:
    committed, fresh = catalogue(tmp_path, "committed", *before), catalogue(tmp_path, "fresh", *after)

    assert faults(committed, fresh) == said


def test_a_wrong_placeholder_is_found(tmp_path: Path) -> None:
    entry = '#, python-format\nmsgid "%(count)s needs"\nmsgstr "%(skaits)s vajadzības"\n\n'
    committed = catalogue(tmp_path, "committed", entry)

    (fault,) = faults(committed, committed)
    assert "format specification" in fault


def test_a_missing_plural_form_is_found(tmp_path: Path) -> None:
    entry = 'msgid "city"\nmsgid_plural "cities"\nmsgstr[0] "pilsēta"\nmsgstr[1] "pilsētas"\n\n'
    committed = catalogue(tmp_path, "committed", entry)

    assert any("plural" in fault for fault in faults(committed, committed))


def test_a_catalogue_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert faults(tmp_path / "django.po", catalogue(tmp_path, "fresh", CITY)) == [
        "is missing: run `make messages` and translate it."
    ]
