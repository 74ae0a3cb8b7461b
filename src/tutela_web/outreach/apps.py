from django.apps import AppConfig


class OutreachRoom(AppConfig):
    name = "tutela_web.outreach"
    label = "outreach"

    def ready(self) -> None:
        """Joins what this room shows beside records of rooms below."""
        from tutela_web.crisis.tasked import other_duties
        from tutela_web.incidents import panels as incident_panels
        from tutela_web.outreach import retained
        from tutela_web.outreach.dialogue import agenda as debts_on_agenda
        from tutela_web.outreach.dialogue import panels as dialogue_panels
        from tutela_web.outreach.disputes import beside as disputes_beside
        from tutela_web.outreach.escorts import panels as escort_panels
        from tutela_web.outreach.escorts.queries import asked_of_own_units
        from tutela_web.outreach.messages import panels as message_panels
        from tutela_web.outreach.overview import place_views
        from tutela_web.outreach.perceptions import beside_contact
        from tutela_web.outreach.rumours import alert_evidence
        from tutela_web.outreach.sites import character_kind
        from tutela_web.outreach.waiting import what_waits
        from tutela_web.records.owed.rows import PROVIDERS
        from tutela_web.records.panels import PANELS, SLOTS
        from tutela_web.risk.panels import PANELS as RISK_PANELS

        PANELS.append(dialogue_panels.panel_beside)
        SLOTS["community.dialogue"] = [dialogue_panels.dialogue_in_page]
        SLOTS["community.owed"] = [dialogue_panels.owed_in_page]
        PANELS.append(message_panels.panel_beside)
        PANELS.append(escort_panels.panel_beside)
        other_duties.ASKED.append(asked_of_own_units)
        PANELS.append(place_views.panel_beside)
        PANELS.append(character_kind.panel_beside)
        RISK_PANELS["outreach/_heard_beside_score.html"] = dialogue_panels.heard_beside_risk
        incident_panels.PANELS["outreach/sites/_of_incident.html"] = character_kind.told_of_incident
        retained.connect()
        alert_evidence.connect()
        debts_on_agenda.connect()
        disputes_beside.connect()
        beside_contact.connect()
        PROVIDERS[self.label] = what_waits
