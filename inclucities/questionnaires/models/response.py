"""One filled-in questionnaire, its sections, and its frozen versions."""

from __future__ import annotations

from collections.abc import Collection
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inclucities.questionnaires.domain.progress import Progress, progress_of, status_of
from inclucities.questionnaires.domain.specs import SectionSpec
from inclucities.questionnaires.enums import Audience, SectionStatus
from inclucities.questionnaires.models.questionnaire import Edition, Questionnaire
from inclucities.targets.fields import Pointer


class Response(Pointer):
    """One questionnaire filled in for one owner, which the pointer names (a needs analysis, a profile).

    ``is_open`` says whether the city's sections are being written; who may write is the owner's
    business. ``scheme_id`` and ``programme_id`` place its events in the right log.
    """

    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.PROTECT, related_name="responses")
    is_open = models.BooleanField(default=True)
    scheme_id = models.BigIntegerField(null=True)
    programme_id = models.BigIntegerField(null=True)
    latest_version = models.PositiveIntegerField(default=0)
    #: Why it was opened again after it had been shared.
    reopened_because = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("response")
        verbose_name_plural = _("responses")
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["target_kind", "target_id", "questionnaire"],
                condition=models.Q(target_id__gt=0),
                name="one_response_for_an_owner",
            )
        ]

    def __str__(self) -> str:
        return self.target_label


class SectionState(models.Model):
    """How far one section is, until when it is due, and whether it can be written now.

    Every save passes through this row first: it locks the row if it finds it open and holds the section
    until the save is committed, so that sharing and saving cannot overlap. ``missing`` lists the keys of
    required questions without an answer; hidden questions never count (convention 4).
    """

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="sections")
    key = models.CharField(max_length=50)
    is_open = models.BooleanField(default=True)
    answered = models.PositiveSmallIntegerField(default=0)
    total = models.PositiveSmallIntegerField(default=0)
    missing = models.JSONField(default=list)
    #: The checksum of the edition by which it was counted last.
    counted_by = models.CharField(max_length=64, default="")
    #: How far each person is in a section that everybody answers for themselves, by the person's id.
    of_people = models.JSONField(default=dict)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True)
    completed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    touched_at = models.DateTimeField(null=True)
    touched_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        default_permissions = ()
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["response", "key"], name="one_state_for_a_section")
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def is_late(self) -> bool:
        """Whether the day it was due has passed without it, where the reader is."""
        return self.due_on is not None and self.completed_at is None and self.due_on < timezone.localdate()

    def progress_in(self, section: SectionSpec, person_id: int | None = None) -> Progress:
        """Return how far it is, as it was counted at the last save; ``section`` is its spec.

        Where everybody answers for themselves, how far this person is.
        """
        if not section.per_person:
            return Progress(answered=self.answered, total=self.total, missing=tuple(self.missing))
        own = self.of_people.get(str(person_id))
        if own is None:
            return progress_of(section, {})
        return Progress(answered=own["answered"], total=own["total"], missing=tuple(own["missing"]))

    def status_in(
        self, section: SectionSpec, *, waits: bool = False, person_id: int | None = None
    ) -> SectionStatus:
        """Return the word for how far it is; ``section`` is its spec (convention 2)."""
        progress = self.progress_in(section, person_id)
        return status_of(section, progress, declared=self.completed_at is not None, waits=waits)

    def holds_for(self, person_id: int, audiences: Collection[str]) -> bool:
        """Whether a section that everybody answers for themselves holds something of the person, or opened to them."""
        return str(person_id) in self.of_people or any(
            audience in audiences for own in self.of_people.values() for audience in own["opened"]
        )


class FrozenVersion(models.Model):
    """A numbered version as it was shared: answers, rows and translations, and the questions' edition.

    Its content never changes. ``opened_to`` says how far it is opened as a whole, on sharing or by a
    later act; ``released_at`` that it is open to the whole programme, until that is taken back. Who
    reads which answer follows from both (``domain.audiences``).
    """

    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    stage = models.CharField(max_length=30)
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="+")
    content = models.JSONField()
    note = models.TextField(blank=True)
    frozen_at = models.DateTimeField(auto_now_add=True)
    frozen_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opened_to = models.CharField(max_length=10, choices=Audience, default=Audience.TEAM)
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        default_permissions = ()
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["response", "number"], name="version_numbers_are_unique"),
            models.UniqueConstraint(
                fields=["response"],
                condition=models.Q(released_at__isnull=False),
                name="one_released_version_of_a_response",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.response_id} v{self.number}"

    @property
    def reach(self) -> Audience:
        """How far it is open as a whole now."""
        return Audience.RELEASED if self.released_at is not None else Audience(self.opened_to)


class Presence(models.Model):
    """Who is in which section now. It rides on saves and a slow poll, and may fail silently."""

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="present")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    section_key = models.CharField(max_length=50)
    seen_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["response", "person"], name="one_place_at_a_time")
        ]

    def __str__(self) -> str:
        return self.section_key
