from django.apps import AppConfig


class QuestionnairesRoom(AppConfig):
    name = "tutela_web.questionnaires"
    label = "questionnaires"

    def ready(self) -> None:
        from tutela_web.questionnaires import own_queries

        own_queries.connect()
