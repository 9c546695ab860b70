"""The columns of a pointer."""

from __future__ import annotations

from typing import Any, Self

from django.db import models

from inclucities.targets.registry import kind_of


class Pointer(models.Model):
    """Points at one object of any registered kind, and remembers how it was called at the time.

    No foreign key: whoever points lives below the apps that are pointed at. Reading, sending or
    downloading asks ``targets.queries.reached_by`` again at that moment, and finds there how it is called now.
    """

    target_kind = models.CharField(max_length=50)
    target_id = models.BigIntegerField()
    target_label = models.CharField(max_length=300)

    class Meta:
        abstract = True

    @classmethod
    def columns(cls, target: models.Model) -> dict[str, Any]:
        """Return the three columns that point at ``target``, for a filter or a new row.

        Raises ``UnknownKindError`` when the model of ``target`` is not registered.
        """
        return {
            "target_kind": kind_of(target).name,
            "target_id": target.pk,
            "target_label": str(target)[:300],
        }

    @classmethod
    def at(cls, target: models.Model) -> models.QuerySet[Self]:
        """Return the rows that point at ``target``."""
        return cls._default_manager.filter(target_kind=kind_of(target).name, target_id=target.pk)
