"""Parameters of a scheme (method 4)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class SchemeKind(TextChoices):
    """A pair with a mentor, or a circle of equals."""

    MENTORING = "mentoring", _("Mentoring scheme")
    COMMUNITY = "community_of_practice", _("Community of practice")


class BrokeredBy(TextChoices):
    """Who brought the partners together."""

    NETWORK = "network_programme", _("A network's programme")
    ASSOCIATION = "association", _("An association")
    DIRECT = "direct_agreement", _("A direct agreement")


class Setting(TextChoices):
    """Whether the partners share law, budget rules and politics."""

    NATIONAL = "national", _("National or regional")
    TRANSNATIONAL = "transnational", _("Transnational")


class MatchingContext(TextChoices):
    """How the search for a mentor is framed."""

    FUNDING = "funding_application", _("Funding application")
    OPEN_CALL = "open_call", _("Open call in a network")
    DIRECT = "direct", _("Direct")


class Focus(TextChoices):
    """What the scheme is for; visits need not serve action planning."""

    ACTION_PLANNING = "action_planning", _("Action planning")
    NEEDS_ANALYSIS = "needs_analysis", _("Needs analysis")
    REVIEW = "review", _("Review of aspects of work")
    EVALUATION = "evaluation", _("Part of an evaluation")


class ScopeEnd(TextChoices):
    """Where the scheme ends."""

    PLAN = "plan", _("With the finished plan")
    IMPLEMENTATION = "implementation", _("With implementation: the mentor supports and helps to follow up")


class TrainingMode(TextChoices):
    """Where the training takes place; on site builds trust (rule T-2)."""

    ON_SITE = "on_site", _("On site")
    ONLINE = "online", _("Online")
    NONE = "none", _("No training")


class SchemeFormat(TextChoices):
    """The templates that a scheme is opened from (method 4)."""

    FULL = "full", _("Full scheme: 24 months, three visits")
    LIGHT = "light", _("Light national scheme: 12 months, two meetings, no benchmark")
    LONG = "long", _("Long support: 48 months, up to ten meetings, implementation included")


class RequestOutcome(TextChoices):
    """How the question to a possible mentor city was closed."""

    MATCHED = "matched", _("Matched")
    DECLINED = "declined", _("Declined by the city")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Decision(TextChoices):
    """What a coordinator decides about a scheme; everything else about its status is computed."""

    PAUSE = "pause", _("Pause the scheme")
    RESUME = "resume", _("Go on with the scheme")
    END_EARLY = "end_early", _("End the scheme early")
    CLOSE = "close", _("Close the scheme")
    REOPEN = "reopen", _("Reopen the scheme")


class SchemeStatus(TextChoices):
    """The names of method 16, computed and never stored, as far as the parts exist."""

    SETUP = "setup", _("Being set up")
    NEEDS = "needs", _("Needs analysis")
    MATCHING = "matching", _("Looking for a mentor")
    MATCHED = "matched", _("Matched")
    WORKING = "working", _("Working")
    PAUSED = "paused", _("Paused")
    ENDED_EARLY = "ended_early", _("Ended early")
    CLOSED = "closed", _("Closed")
