"""What is typed about studies."""

from .studies import ProgrammeForm, ReasonForm, StudyForm
from .weights import WeightForm

__all__ = ["ProgrammeForm", "ReasonForm", "StudyForm", "WeightForm"]
