from django.apps import AppConfig


class MissionFormsRoom(AppConfig):
    name = "tutela_web.mission_forms"
    label = "mission_forms"
