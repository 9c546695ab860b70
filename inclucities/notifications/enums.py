"""What a notification can tell, and how far a mail is."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class NotificationKind(TextChoices):
    """What happened, or what is asked. ``domain`` holds the sentence of each."""

    INVITED = "invited", _("invited")
    ROLE_GIVEN = "role_given", _("given a role")
    ROLE_ENDED = "role_ended", _("a role ended")
    ASKED = "asked", _("asked")
    SECTION_COMPLETED = "section_completed", _("section completed")
    SHARED = "shared", _("shared")
    REOPENING_ASKED = "reopening_asked", _("asked to reopen")
    REOPENING_DECLINED = "reopening_declined", _("reopening declined")
    REOPENED = "reopened", _("reopened")
    READING_ALONG = "reading_along", _("invited to read along")
    REVIEW_ASKED = "review_asked", _("asked to review")
    RELEASED = "released", _("released")
    WITHDRAWN = "withdrawn", _("withdrawn")
    RULE_SET_ASIDE = "rule_set_aside", _("rule set aside")
    REMINDED = "reminded", _("reminded")
    COMMENTED = "commented", _("commented")
    THREAD_RESOLVED = "thread_resolved", _("comments resolved")
    THREAD_REOPENED = "thread_reopened", _("comments reopened")
    REPORT_READY = "report_ready", _("document ready")
    REPORT_FAILED = "report_failed", _("document failed")
    MATCH_PROPOSED = "match_proposed", _("match proposed")
    MATCH_ACCEPTED = "match_accepted", _("match accepted")
    MATCH_DECLINED = "match_declined", _("match declined")


class MailState(TextChoices):
    """How far a mail of the outbox is."""

    WAITING = "waiting", _("waiting")
    SENT = "sent", _("sent")
    DROPPED = "dropped", _("not needed any more")
    FAILED = "failed", _("given up")
