"""Bình Yên: the platform on which a province runs its community-safety programmes."""

__version__ = "0.1.0"
