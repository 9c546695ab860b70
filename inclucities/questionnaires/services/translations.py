"""Working translations, typed by hand beside the original (convention 16)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from inclucities.audit.services import record_event
from inclucities.questionnaires.domain.values import InvalidValueError, clean_text
from inclucities.questionnaires.models import Answer, ResponseRow, Translation
from inclucities.questionnaires.services.answers import MissingVersionError
from inclucities.texts.domain import WRITING_LANGUAGES

if TYPE_CHECKING:
    from inclucities.accounts.models import User


class StaleTranslationError(Exception):
    """Somebody else changed the translation first; ``theirs`` is what stands."""

    def __init__(self, theirs: Translation | None) -> None:
        super().__init__()
        self.theirs = theirs


@transaction.atomic
def record_translation(
    *,
    of: Answer | ResponseRow,
    field: str,
    language: str,
    text: str,
    base_version: int | None,
    by: User,
) -> Translation:
    """Save the translation of one text of an answer or row into ``language``.

    It is kept even when the response is shared: it changes nothing of what was said. A repeated save
    of the same translation by the same person returns what stands. Raises ``InvalidValueError``,
    ``MissingVersionError``, ``StaleTranslationError``.
    """
    if language not in WRITING_LANGUAGES or language == of.language:
        raise InvalidValueError(_("Choose another language than that of the original."), "language")
    if base_version is None:
        raise MissingVersionError
    clean = clean_text(text)
    identity: dict[str, Any] = {
        "answer": of if isinstance(of, Answer) else None,
        "row": of if isinstance(of, ResponseRow) else None,
        "field": field,
        "language": language,
    }
    content = {"text": clean, "of_version": of.version, "updated_by": by, "updated_at": timezone.now()}
    standing = _standing(identity)
    if standing is not None and (standing.text, standing.of_version, standing.updated_by) == (
        clean,
        of.version,
        by,
    ):
        return standing
    if base_version == 0:
        try:
            with transaction.atomic():
                translation = Translation.objects.create(**identity, **content)
        except IntegrityError:
            raise StaleTranslationError(_standing(identity)) from None
    else:
        found = Translation.objects.filter(**identity, version=base_version)
        if not found.update(**content, version=base_version + 1):
            raise StaleTranslationError(_standing(identity))
        translation = Translation.objects.get(**identity)
    response = of.response
    record_event(
        "translation_recorded",
        target=response,
        by=by,
        scheme_id=response.scheme_id,
        programme_id=response.programme_id,
        data={"question": of.question.key, "language": language, "version": translation.version},
    )
    return translation


def _standing(identity: Mapping[str, Any]) -> Translation | None:
    return Translation.objects.filter(**identity).select_related("updated_by").first()
