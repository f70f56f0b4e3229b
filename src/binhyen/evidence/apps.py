from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "binhyen.evidence"
    label = "evidence"
