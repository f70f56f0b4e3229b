"""The pages of reviews: rounds, single ratings, and scoring sheets."""
