from django.apps import AppConfig


class WarningRoom(AppConfig):
    name = "tutela_web.warning"
    label = "warning"

    def ready(self) -> None:
        from tutela_web.channels import intake
        from tutela_web.conduct.unsure_verbs import FOLLOWERS
        from tutela_web.incidents import closed
        from tutela_web.incidents import verbs as incident_verbs
        from tutela_web.warning import (
            closing_verbs,
            first,
            following_verbs,
            incident_panel,
            retained,
            texts,
        )

        FOLLOWERS["text"] = texts.follow_decision
        intake.TAKERS[:] = [texts.take]
        retained.connect()
        incident_verbs.FOLLOWERS[:] = [following_verbs.follow_incident]
        incident_panel.connect()
        first.connect()
        closed.PAGES_BESIDE[:] = [closing_verbs.page_of]
