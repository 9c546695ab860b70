"""Documents to print."""

from __future__ import annotations

from inclucities.reports.domain.document import (
    Answer,
    Blank,
    CellTranslation,
    Chart,
    Column,
    Cover,
    Document,
    Figure,
    Figures,
    Note,
    PairEntry,
    Points,
    Row,
    Section,
    Series,
    Table,
    Translation,
)

ENGLISH = (
    "Newcomers find no place to practise Latvian outside class. Courses reach those who have time in the "
    "daytime; shift workers and mothers of small children drop out.\n\nThe library has two free rooms."
)
LATVIAN_LETTERS = "Ģimene, ļoti, ķirsis, ņem, čiekurs, žagata, īss ūdens"
LATVIAN = f"Jelgavā šķērsiela pie bibliotēkas ir vieta, kur cilvēki satiekas.\n\n{LATVIAN_LETTERS}"
GREEK = "Στη Λιβαδειά ρωτάμε πώς μια πόλη μιλά με τους πρόσφυγες και όχι μόνο γι’ αυτούς."

#: Texts of people's own that would do harm where a text is taken for markup, a template or a formula. ``{port}``
#: is where a server listens that nobody may ask, ``{secret}`` a file that nobody may read.
HOSTILE = (
    '<img src="http://127.0.0.1:{port}/img">',
    '<link rel="stylesheet" href="http://127.0.0.1:{port}/css">',
    "<style>@import url(http://127.0.0.1:{port}/import);</style>",
    '<style>body{{background:url("file:///etc/passwd")}}</style>',
    '"><object data="file:///etc/passwd"></object>',
    '<iframe src="file:///etc/hostname"></iframe>',
    '<svg><image href="http://127.0.0.1:{port}/svg"/></svg>',
    '<svg xmlns="http://www.w3.org/2000/svg"><use href="http://127.0.0.1:{port}/use#a"/></svg>',
    '<base href="http://127.0.0.1:{port}/">',
    '<a rel="attachment" href="file:///etc/passwd">x</a>',
    '<link rel="attachment" href="http://127.0.0.1:{port}/attachment">',
    "{{% include 'http://127.0.0.1:{port}/include' %}}{{{{ settings.SECRET_KEY }}}}",
    "http://127.0.0.1:{port}/link",
    "]]></script><script>fetch('http://127.0.0.1:{port}/script')</script>",
    '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>&e;',
    "<img src=x onerror=\"location='http://127.0.0.1:{port}/onerror'\">",
    '<img srcset="http://127.0.0.1:{port}/srcset 2x" src="">',
    '<picture><source srcset="http://127.0.0.1:{port}/source"><img></picture>',
    '<video poster="http://127.0.0.1:{port}/poster" src="http://127.0.0.1:{port}/video"></video>',
    '<audio src="http://127.0.0.1:{port}/audio"></audio>',
    '<embed src="http://127.0.0.1:{port}/embed">',
    '<input type="image" src="http://127.0.0.1:{port}/input">',
    '<body background="http://127.0.0.1:{port}/background">',
    '<frameset><frame src="http://127.0.0.1:{port}/frame"></frameset>',
    '<meta http-equiv="refresh" content="0;url=http://127.0.0.1:{port}/refresh">',
    '<script src="http://127.0.0.1:{port}/src"></script>',
    '<link rel="preload" as="font" href="http://127.0.0.1:{port}/preload">',
    '<a href="http://127.0.0.1:{port}/ping" ping="http://127.0.0.1:{port}/ping2">x</a>',
    "<style>@font-face{{font-family:x;src:url(http://127.0.0.1:{port}/font)}}p{{font-family:x}}</style>",
    "<style>li{{list-style-image:url(http://127.0.0.1:{port}/list)}}</style>",
    '<style>p::before{{content:url("http://127.0.0.1:{port}/content")}}</style>',
    "<style>@page{{background:url(http://127.0.0.1:{port}/page)}}</style>",
    '<p style="background:url(http://127.0.0.1:{port}/style)">x</p>',
    "</style><style>*{{border-image:url(http://127.0.0.1:{port}/border) 1}}</style>",
    "}} body {{ background: url(http://127.0.0.1:{port}/brace); }} p {{",
    '<svg><script>fetch("http://127.0.0.1:{port}/svgscript")</script></svg>',
    '<svg><foreignObject><img src="http://127.0.0.1:{port}/foreign"/></foreignObject></svg>',
    '<svg><style>@import "http://127.0.0.1:{port}/svgstyle";</style></svg>',
    '<svg><filter id="f"><feImage href="http://127.0.0.1:{port}/filter"/></filter></svg>',
    '<?xml-stylesheet href="http://127.0.0.1:{port}/xsl"?>',
    '<!DOCTYPE x SYSTEM "http://127.0.0.1:{port}/dtd"><x/>',
    '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file://{secret}" parse="text"/>',
    '<img src="file://{secret}">',
    '<embed src="file://{secret}">',
    '<link rel="attachment" href="file://{secret}">',
    '<a rel="attachment" href="{secret}">x</a>',
    "file://{secret}",
    "../../../../../../../..{secret}",
    "asset:../../../..{secret}",
    "asset:report.css",
    '<img src="asset:SourceSans3-Regular.ttf">',
    "![x](http://127.0.0.1:{port}/markdown)",
    "[x](file://{secret})",
    "{{{{ ''.__class__.__mro__ }}}}{{% load static %}}{{% debug %}}",
    "${{7*7}}<%= 7*7 %>#{{7*7}}",
    '=HYPERLINK("http://127.0.0.1:{port}/hyperlink")',
    "javascript:fetch('http://127.0.0.1:{port}/javascript')",
    "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
    "\\\\127.0.0.1@{port}\\share\\x",
    "ftp://127.0.0.1:{port}/ftp",
)


def sample(language: str = "en", **changes: object) -> Document:
    """Return a document with every block in it."""
    fields: dict[str, object] = {
        "title": "Needs analysis: Jelgava",
        "subtitle": "What the city wants to learn.",
        "language": language,
        "author": "IncluCities",
        "cover": Cover(
            "Learning Latvian where life happens",
            (PairEntry("Mentee city", "Jelgava", "mentee"), PairEntry("Mentor city", "Schaerbeek", "mentor")),
            ("Version 2 of 4 October 2021",),
        ),
        "footer": ("Jelgava", "Needs analysis", "version 2"),
        "draft": True,
        "demonstration": True,
        "sections": (
            Section(
                "Needs",
                (
                    Table(
                        "Which needs do you want to work on?",
                        (Column("Need"), Column("Priority", "number"), Column("Link", "link")),
                        (
                            Row(("No place to practise", 1, "https://example.org/")),
                            Row(
                                ("Vecāki nevar apmeklēt kursus", 2, None),
                                language="lv",
                                translations=(CellTranslation(0, "Parents cannot come to courses", "en"),),
                            ),
                        ),
                        number="A1",
                    ),
                    Answer(
                        "What could you learn?",
                        LATVIAN,
                        "A4",
                        "lv",
                        translation=Translation(ENGLISH, "en", outdated=True),
                    ),
                    Answer("Τι θα θέλατε να μάθετε;", GREEK, "A5", "el", note="Levadia"),
                    Answer("What is difficult?", ENGLISH, "A7", sensitive=True),
                    Answer("What else?", number="A11", status="We do not know"),
                    Answer("And what more?", number="A12"),
                    Note("Not all answers are printed."),
                ),
                number="A",
                introduction="Which problems the city wants to work on.",
                tone="mentee",
            ),
            Section(
                "Local context",
                (
                    Figures((Figure("Inhabitants", "about 55 000", "2021"),), "In figures", "B2"),
                    Chart(
                        "Main groups",
                        "Non-citizens are the largest group.",
                        ("Non-citizens", "Others"),
                        (Series("2015", (6100, None), "mentor"), Series("2020", (5200, 410.5), "mentee")),
                        number="B3",
                    ),
                    Chart(
                        "Support from governments",
                        "Consultation: to a large extent; funding: not at all.",
                        ("Consultation", "Finansējums"),
                        (Series("Support", (4.0, 1.0)),),
                        category_label="Kind",
                        languages=("", "lv"),
                        levels=("Not at all", "A little", "To some extent", "To a large extent", "Fully"),
                    ),
                    Chart("Drawn beside", "Six of ten.", ("Ten",), (Series("s", (6.0,)),), own_table=False),
                    Table(
                        "Who does what",
                        tuple(Column(name) for name in ("Actor", "Role", "Contact")),
                        (Row(("Library", "Rooms", "library@example.org")),),
                        number="B4",
                        wide=True,
                    ),
                    Points("Do", ("Start small", "Count who comes back"), tone="do"),
                    Blank("Your own remarks", help=("On paper",), lines=4),
                    Blank("How supportive?", choices=("1", "2", "3")),
                    Blank("Your needs", columns=("Need", "Why"), lines=2),
                ),
                number="B",
                tone="mentor",
            ),
        ),
    }
    return Document(**{**fields, **changes})  # type: ignore[arg-type]


def with_texts(texts: tuple[str, ...], title: str = "Hostile") -> Document:
    """Return a document that has the texts in every place that a person can write in."""
    return Document(
        title=title,
        language="en",
        footer=texts[:1],
        cover=Cover(texts[0], (PairEntry(texts[0], texts[1], "mentee"),), texts[:3]),
        sections=tuple(
            Section(
                text,
                (
                    Answer(text, text, text[:8], note=text, status=text, translation=Translation(text, "lv")),
                    Answer(text, text, language='lv"><img src=x>'),
                    Table(
                        text,
                        (Column(text), Column(text, "link")),
                        (Row((text, text), translations=(CellTranslation(0, text, 'lv"><img src=x>'),)),),
                        short=text,
                    ),
                    Chart(
                        text,
                        text,
                        (text,),
                        (Series(text, (1.0,)),),
                        unit=text,
                        languages=('lv"><img src=x>',),
                    ),
                    Chart(text, text, (text,), (Series(text, (1.0,)),), levels=(text,)),
                    Figures((Figure(text, text, text),), text),
                    Points(text, (text,)),
                    Note(text),
                    Blank(text, help=(text,), columns=(text,)),
                ),
                introduction=text,
                answered_by=text,
            )
            for text in texts
        ),
    )


#: A paragraph of many, where a document is to be long.
_LONG = "Newcomers find no place to practise. " * 30

#: Documents that would take memory and time without end.
BOMBS = {
    "a word of 100,000 letters": Document("x", "en", (Section("x", (Answer("x", "x" * 100_000),)),)),
    "line breaks": Document("x", "en", (Section("x", (Answer("x", "a\n" * 20_000),)),)),
    "empty paragraphs": Document("x", "en", (Section("x", (Answer("x", "\n\n" * 50_000),)),)),
    "too much text": Document("x", "en", (Section("x", (Answer("x", _LONG * 2_000),)),)),
    "too many questions": Document("x", "en", (Section("x", (Answer("x"),) * 10_000),)),
    "too many cells": Document(
        "x", "en", (Section("x", (Table("x", (Column("a"),) * 20, (Row(("x",) * 20),) * 5_000),)),)
    ),
    "too many columns": Document(
        "x", "en", (Section("x", (Table("x", (Column("a"),) * 500, (Row(("x",) * 500),)),)),)
    ),
    "a cell of many pages": Document(
        "x", "en", (Section("x", (Table("x", (Column("a"), Column("b")), (Row((_LONG * 40, "x")),)),)),)
    ),
    "a heading of many pages": Document("x " * 50_000, "en"),
    "stacked accents": Document("x", "en", (Section("x", (Answer("x", ("a" + "\u0301" * 100) * 300),)),)),
    "a chart without end": Document(
        "x", "en", (Section("x", (Chart("x", "x", ("a",) * 3_000, (Series("s", (1.0,) * 3_000),)),)),)
    ),
    "boxes without end": Document("x", "en", (Section("x", (Blank("x", lines=100_000),)),)),
    "points without end": Document("x", "en", (Section("x", (Points("x", ("x",) * 20_000),)),)),
}
