from django.apps import AppConfig


class WarningRoom(AppConfig):
    name = "tutela_web.warning"
    label = "warning"

    def ready(self) -> None:
        from tutela_web.channels import intake
        from tutela_web.conduct.unsure_verbs import FOLLOWERS
        from tutela_web.incidents.closed import harms
        from tutela_web.incidents.record import verbs as incident_verbs
        from tutela_web.records.owed.rows import PROVIDERS
        from tutela_web.warning.board import running_alerts_panel
        from tutela_web.warning.closing import verbs
        from tutela_web.warning.closing.refuge_verbs import seal_after_danger
        from tutela_web.warning.network import ties
        from tutela_web.warning.rising import queries as rising
        from tutela_web.warning.texts import retained
        from tutela_web.warning.texts import verbs as texts
        from tutela_web.warning.threads import endings
        from tutela_web.warning.tripwires import following_verbs, incident_panel
        from tutela_web.warning.waiting import what_waits

        FOLLOWERS["text"] = texts.follow_decision
        intake.TAKERS[:] = [texts.take]
        retained.connect()
        incident_verbs.FOLLOWERS[:] = [following_verbs.follow_incident]
        incident_panel.connect()
        running_alerts_panel.connect()
        ties.connect()
        rising.connect()
        endings.FOLLOWERS.append(seal_after_danger)
        harms.PAGES_BESIDE[:] = [verbs.page_of]
        PROVIDERS[self.label] = what_waits
