from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    name = "binhyen.reviews"
    label = "reviews"
