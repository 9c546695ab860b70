"""Tables of needs analyses and mentor profiles."""

from needs_analysis.models.needs_analysis import NeedsAnalysis
from needs_analysis.models.profile import MentorProfile
from needs_analysis.models.reading_along import ReadingAlong
from needs_analysis.models.reopening import ReopeningRequest

__all__ = ["MentorProfile", "NeedsAnalysis", "ReadingAlong", "ReopeningRequest"]
