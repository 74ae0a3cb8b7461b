from django.apps import AppConfig


class CrisisRoom(AppConfig):
    name = "tutela_web.crisis"
    label = "crisis"

    def ready(self) -> None:
        from tutela_web.capacity.denial_queries import ANSWERED, KNOWN_ALERT
        from tutela_web.capacity.queries import COMMITTED
        from tutela_web.crisis import access_queries
        from tutela_web.crisis.harm_queries import taskings_checked
        from tutela_web.crisis.queries import denials_answered, is_known_alert, unit_commitments
        from tutela_web.crisis.stand_verbs import ring_tasked
        from tutela_web.crisis.tasking_queries import alerts_asked_of
        from tutela_web.crisis.trigger_queries import triggers_to_find_out
        from tutela_web.crisis.triggers.queries import fired_beside_risk
        from tutela_web.risk import panels as risk_panels
        from tutela_web.risk.question_feeds import FEEDS
        from tutela_web.safeguards.queries import PANELS
        from tutela_web.warning.place_facts import STATEMENTS
        from tutela_web.warning.ringing import ALSO_RING
        from tutela_web.warning.ticker import RING_TASKED

        FEEDS[self.label] = triggers_to_find_out
        ANSWERED[:] = [denials_answered]
        KNOWN_ALERT[:] = [is_known_alert]
        ALSO_RING[:] = [alerts_asked_of]
        COMMITTED[:] = [unit_commitments]
        PANELS["crisis/_taskings_checked.html"] = taskings_checked
        RING_TASKED[:] = [ring_tasked]
        risk_panels.PANELS["crisis/_fired.html"] = fired_beside_risk
        STATEMENTS[self.label] = access_queries.access_statements
