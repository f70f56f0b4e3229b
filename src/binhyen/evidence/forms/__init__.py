"""What is typed about studies."""

from .studies import ProgrammeForm, ReasonForm, StudyForm

__all__ = ["ProgrammeForm", "ReasonForm", "StudyForm"]
