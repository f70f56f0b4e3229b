"""What is typed about plans."""

from .plans import PlanForm, ProvinceForm

__all__ = ["PlanForm", "ProvinceForm"]
