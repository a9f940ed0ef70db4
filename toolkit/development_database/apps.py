from django.apps import AppConfig


class DevelopmentDatabaseConfig(AppConfig):
    name = "toolkit.development_database"
