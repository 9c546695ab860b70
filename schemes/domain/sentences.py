"""What the events of the frame say on the page of a scheme's coordinator: ids and codes in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

#: Action → sentence. Higher apps register theirs with ``schemes.registry.register_sentences``.
SENTENCES: Mapping[str, StrOrPromise] = {
    "scheme_opened": _("%(who)s opened the scheme."),
    "settings_changed": _("%(who)s changed the settings."),
    "scheme_pause": _("%(who)s paused the scheme."),
    "scheme_resume": _("%(who)s let the scheme go on."),
    "scheme_end_early": _("%(who)s ended the scheme early."),
    "scheme_close": _("%(who)s closed the scheme."),
    "scheme_reopen": _("%(who)s reopened the scheme."),
    "participation_started": _("%(who)s let %(organisation)s take part (%(side)s)."),
    "participation_ended": _("%(who)s ended the part of %(organisation)s."),
    "city_replaced": _("%(who)s let %(organisation)s take the place of another city."),
    "role_given": _("%(who)s gave %(person)s a role: %(role)s, %(organisation)s."),
    "role_ended": _("%(who)s ended a role of %(person)s: %(role)s, %(organisation)s."),
    "invitation_sent": _("%(who)s invited somebody: %(role)s, %(organisation)s."),
    "invitation_resent": _("%(who)s sent an invitation again: %(role)s, %(organisation)s."),
    "invitation_revoked": _("%(who)s took an invitation back: %(role)s, %(organisation)s."),
    "invitation_accepted": _("%(who)s accepted an invitation: %(role)s, %(organisation)s."),
    "mentor_asked": _("%(who)s asked %(organisation)s to be the mentor city."),
    "mentor_request_closed": _("%(who)s closed the question to %(organisation)s."),
    "match_recorded": _("%(who)s recorded the match with %(organisation)s."),
    "match_accepted": _("%(who)s accepted the match for %(organisation)s."),
    "rule_overridden": _("%(who)s set rule %(rule)s aside, with a reason."),
    "rule_acknowledged": _("%(who)s took note of rule %(rule)s for %(organisation)s."),
    # Of the apps below this one, which know no scheme.
    "response_started": _("%(who)s opened a questionnaire."),
    "answer_recorded": _("%(who)s saved an answer."),
    "row_added": _("%(who)s added a row to a table."),
    "row_recorded": _("%(who)s saved a row of a table."),
    "row_moved": _("%(who)s moved a row of a table."),
    "row_retired": _("%(who)s removed a row of a table."),
    "row_restored": _("%(who)s brought a row of a table back."),
    "translation_recorded": _("%(who)s saved a working translation."),
    "section_completed": _("%(who)s declared a section complete."),
    "section_reopened": _("%(who)s opened a section again."),
    "section_due_date_set": _("%(who)s set until when a section is due."),
    "version_frozen": _("%(who)s shared a version."),
    "version_opened_to_group": _("%(who)s opened a version to the support group and the political sponsor."),
    "version_closed_to_group": _("%(who)s closed a version to the support group and the political sponsor."),
    "version_released": _("%(who)s released a version to the programme."),
    "release_taken_back": _("%(who)s took the release of a version back."),
    "response_reopened": _("%(who)s reopened a questionnaire."),
    "thread_opened": _("%(who)s wrote a first comment at a place."),
    "comment_added": _("%(who)s wrote a comment."),
    "comment_edited": _("%(who)s changed a comment."),
    "comment_withdrawn": _("%(who)s withdrew a comment."),
    "thread_resolved": _("%(who)s marked comments as resolved."),
    "thread_reopened": _("%(who)s opened resolved comments again."),
    "thread_erased": _("Comments were erased, as what they stood at is gone."),
    "report_requested": _("%(who)s asked for a document."),
    "report_ready": _("A document was made."),
    "report_shared": _("%(who)s shared a document."),
    "report_unshared": _("%(who)s stopped sharing a document."),
    "report_deleted": _("%(who)s deleted a document."),
    "report_erased": _("A document was erased, as it is after its time."),
    "report_failed": _("A document could not be made."),
}
