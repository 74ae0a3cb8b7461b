from django.apps import AppConfig


class MonitoringRoom(AppConfig):
    name = "tutela_web.monitoring"
    label = "monitoring"
