"""What is typed about plans."""

from .draws import WithdrawForm
from .plans import PlanForm, ProvinceForm

__all__ = ["PlanForm", "ProvinceForm", "WithdrawForm"]
