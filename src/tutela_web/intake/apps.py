from django.apps import AppConfig


class IntakeRoom(AppConfig):
    name = "tutela_web.intake"
    label = "intake"

    def ready(self) -> None:
        from tutela_web.conduct.pages import ASKED_IN_WORDS, TELLS_WHO
        from tutela_web.crisis.taskings import queries
        from tutela_web.incidents.lists.queries import CONSENTS
        from tutela_web.incidents.panels import PANELS
        from tutela_web.intake import retained
        from tutela_web.intake.kind import panel_beside
        from tutela_web.intake.queries import (
            calls_that_ring,
            questions_in_words,
            questions_that_tell_who,
            reports_by_incident,
            reports_of_incident,
            reports_of_taskings,
            widest_consents,
        )
        from tutela_web.records import panels
        from tutela_web.risk.threats.acts import REPORTED
        from tutela_web.warning.ringing.queries import ALSO_RING

        queries.BESIDE[:] = [reports_of_taskings]
        ALSO_RING[self.label] = calls_that_ring
        CONSENTS[:] = [widest_consents]
        REPORTED[:] = [reports_by_incident]
        PANELS["intake/_reports_of_incident.html"] = reports_of_incident
        ASKED_IN_WORDS[:] = [questions_in_words]
        TELLS_WHO[:] = [questions_that_tell_who]
        panels.PANELS.append(panel_beside)
        retained.connect()
