"""Who reads an answer: what its writer chose, and how far a version was opened as a whole (method 7)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from inclucities.questionnaires.domain.specs import QuestionnaireSpec, QuestionSpec, SectionSpec
from inclucities.questionnaires.enums import AnsweredBy, AnswerState, Audience

_FROM_NARROW_TO_WIDE = tuple(Audience)


def widest(one: Audience, other: Audience) -> Audience:
    """Return the wider of two audiences."""
    return max(one, other, key=_FROM_NARROW_TO_WIDE.index)


def narrowest(one: Audience, other: Audience) -> Audience:
    """Return the narrower of two audiences."""
    return min(one, other, key=_FROM_NARROW_TO_WIDE.index)


def opened_audience(question: QuestionSpec, kept: str, reach: Audience) -> Audience:
    """Return who reads an answer that its writer keeps to ``kept``, in a text opened as far as ``reach``.

    The answer goes along, but no further than its question allows. Three kinds stay as they are: a
    sensitive one, which only its writer widens; a private one; and one that its writer keeps narrower
    than the question starts.
    """
    kept = Audience(kept)
    kept_on_purpose = kept != question.audience and narrowest(kept, question.audience) == kept
    if question.sensitive or question.per_person or kept_on_purpose:
        return kept
    return widest(kept, narrowest(reach, question.widest_audience))


def kept_back(
    spec: QuestionnaireSpec, content: Mapping[str, Any], reach: Audience
) -> tuple[QuestionSpec, ...]:
    """Return the city's questions of which something stays closed where a content is opened as far as ``reach``."""
    return tuple(
        question
        for section in spec.sections
        if section.answered_by == AnsweredBy.CITY and not section.per_person
        for question in section.questions
        if any(
            narrowest(opened_audience(question, one["audience"], reach), reach) != reach
            for kind in ("answers", "rows")
            for one in content[kind].get(question.key, ())
        )
    )


def opened_by_people(
    section: SectionSpec, content: Mapping[str, Any], audiences: Collection[Audience]
) -> Mapping[int, Mapping[str, Any]]:
    """Return what people have opened of a section that everybody answers for themselves, as a content for each.

    The keys are the ids of those who opened something to these audiences.
    """
    of_people: dict[int, dict[str, Any]] = {}
    for question in section.questions:
        for answer in content["answers"].get(question.key, ()):
            if answer["audience"] in audiences and (
                answer["value"] or answer["state"] != AnswerState.ANSWERED
            ):
                own = of_people.setdefault(answer["person"], {"answers": {}, "rows": {}})
                own["answers"][question.key] = [answer]
    return of_people


def opened_content(spec: QuestionnaireSpec, content: Mapping[str, Any], reach: Audience) -> Mapping[str, Any]:
    """Return a content as it is read where it was opened as far as ``reach``.

    What the association answers never goes along: it is opened by the association alone.
    """
    if reach == narrowest(reach, Audience.TEAM):
        return content
    opened = {kind: dict(content[kind]) for kind in ("answers", "rows")}
    for section in spec.sections:
        if section.answered_by != AnsweredBy.CITY:
            continue
        for question in section.questions:
            for written in opened.values():
                if question.key in written:
                    written[question.key] = [
                        {**one, "audience": str(opened_audience(question, one["audience"], reach))}
                        for one in written[question.key]
                    ]
    return {**content, **opened}
