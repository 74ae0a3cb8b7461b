from django.apps import AppConfig


class CrisisRoom(AppConfig):
    name = "tutela_web.crisis"
    label = "crisis"

    def ready(self) -> None:
        from tutela_web.capacity.caveats.denial_queries import ANSWERED, KNOWN_ALERT
        from tutela_web.capacity.units.queries import COMMITTED
        from tutela_web.crisis.decisions import access_queries
        from tutela_web.crisis.decisions import verbs as decision_verbs
        from tutela_web.crisis.decisions.queries import (
            denials_answered,
            is_known_alert,
            results_of,
            unit_commitments,
        )
        from tutela_web.crisis.decisions.stand_verbs import ring_tasked
        from tutela_web.crisis.endings.queries import what_taskings_ask
        from tutela_web.crisis.endings.verbs import settle_ending
        from tutela_web.crisis.refusals.verbs import open_refusal, reason_given
        from tutela_web.crisis.routes.place_views import panel_beside
        from tutela_web.crisis.taskings.harm_queries import taskings_checked
        from tutela_web.crisis.taskings.supporting import taskings_by_alert
        from tutela_web.crisis.triggers.queries import fired_beside_risk
        from tutela_web.crisis.triggers.waiting_queries import triggers_to_find_out
        from tutela_web.crisis.waiting import what_waits
        from tutela_web.places.profile.queries import TASKS
        from tutela_web.records.owed.rows import PROVIDERS
        from tutela_web.records.panels import PANELS as PANELS_ABOVE
        from tutela_web.risk import panels as risk_panels
        from tutela_web.risk.questions.feeds import FEEDS
        from tutela_web.safeguards.queries import PANELS
        from tutela_web.warning.board.results import TELLERS
        from tutela_web.warning.clocks.ticker import RING_TASKED
        from tutela_web.warning.network.place_facts import STATEMENTS
        from tutela_web.warning.ringing.queries import ALSO_RING
        from tutela_web.warning.threads.endings import FOLLOWERS

        PANELS_ABOVE.append(panel_beside)
        FEEDS[self.label] = triggers_to_find_out
        TASKS[self.label] = taskings_by_alert
        ANSWERED[:] = [denials_answered]
        KNOWN_ALERT[:] = [is_known_alert]
        ALSO_RING[self.label] = what_taskings_ask
        TELLERS[:] = [results_of]
        FOLLOWERS.append(settle_ending)
        COMMITTED[:] = [unit_commitments]
        PANELS["crisis/_taskings_checked.html"] = taskings_checked
        decision_verbs.ANSWERED[:] = [open_refusal]
        decision_verbs.REASON_GIVEN[:] = [reason_given]
        RING_TASKED[:] = [ring_tasked]
        risk_panels.PANELS["crisis/_fired.html"] = fired_beside_risk
        STATEMENTS[self.label] = access_queries.access_statements
        PROVIDERS[self.label] = what_waits
