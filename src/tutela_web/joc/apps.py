from django.apps import AppConfig


class JocRoom(AppConfig):
    name = "tutela_web.joc"
    label = "joc"
