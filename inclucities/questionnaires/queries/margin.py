"""The margin of a page: what its reader finds of comments beside each question and section."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from django.urls import reverse

from inclucities.discussions.queries import ThreadCount, counts_beside
from inclucities.questionnaires.enums import Audience
from inclucities.targets.registry import kind_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from inclucities.questionnaires.domain.specs import SectionSpec
    from inclucities.questionnaires.queries.items import QuestionItem
    from inclucities.questionnaires.queries.talks import ResponseTalk

NOTHING_SAID = ThreadCount(open=0, resolved=0)


class Margin:
    """What stands beside a response. The comments are counted when the first place is shown, all in one query."""

    def __init__(self, talk: ResponseTalk) -> None:
        self.talk = talk

    @cached_property
    def address(self) -> str:
        """Where the comments of every place are read without a script."""
        target = self.talk.target
        return reverse("discussions:place", args=[kind_of(target).name, target.pk])

    @cached_property
    def all_address(self) -> str:
        """Where all of them are listed."""
        target = self.talk.target
        return f"{reverse('discussions:list')}?about={kind_of(target).name}:{target.pk}"

    @property
    def is_open(self) -> bool:
        """Whether the reader has a part in the talk."""
        return self.talk.reads

    @cached_property
    def counts(self) -> Mapping[str, ThreadCount]:
        """How many threads the reader finds, by the key of the place. One query, none without a part in it."""
        return counts_beside(self.talk)

    @property
    def waiting(self) -> int:
        """How many threads are open, wherever they stand."""
        return sum(count.open for count in self.counts.values())

    def waiting_in(self, section: SectionSpec) -> int:
        """How many threads are open at a section and its questions."""
        anchors = [section.key, *(question.key for question in section.questions)]
        return sum(self.counts[anchor].open for anchor in anchors if anchor in self.counts)

    def at(self, anchor: str) -> ThreadCount | None:
        """Return what the reader finds at a section, at the whole or at a question of a version.

        ``None`` where there is nothing to read and nothing can be written.
        """
        if not self.is_open:
            return None
        return self.counts.get(anchor) or (
            NOTHING_SAID if self.talk.may_comment(anchor) and self.talk.has_place(anchor) else None
        )

    def beside(self, item: QuestionItem) -> ThreadCount | None:
        """Return what the reader finds at a question, as ``at`` does; an answer kept from them has no margin."""
        if not self.is_open:
            return None
        return self.counts.get(item.key) or (
            NOTHING_SAID
            if self.talk.finds_audience(item.spec, self.talk.spec.section_of(item.key), _kept(item))
            else None
        )


def _kept(item: QuestionItem) -> set[str]:
    """Return the audiences of what the reader sees of a question."""
    if item.rows:
        return {row.row.audience for row in item.rows}
    if item.answer is not None:
        return {item.answer.audience}
    return {Audience.AUTHOR if item.withheld else item.spec.audience}
