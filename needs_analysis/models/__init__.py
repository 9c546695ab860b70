"""Tables of needs analyses and mentor profiles."""

from needs_analysis.models.needs_analysis import NeedsAnalysis
from needs_analysis.models.profile import MentorProfile

__all__ = ["MentorProfile", "NeedsAnalysis"]
