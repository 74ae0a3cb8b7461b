from django.apps import AppConfig


class SiteRoom(AppConfig):
    name = "tutela_web.site"
    label = "site"
