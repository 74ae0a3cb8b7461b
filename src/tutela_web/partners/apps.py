from django.apps import AppConfig


class PartnersRoom(AppConfig):
    name = "tutela_web.partners"
    label = "partners"

    def ready(self) -> None:
        from tutela_web.partners.arrangements import alert_calls, beside
        from tutela_web.partners.arrangements import queries as arrangement_queries
        from tutela_web.partners.arrangements import statements as arrangement_statements
        from tutela_web.partners.delegations import beside as delegations
        from tutela_web.partners.exchanges import panels
        from tutela_web.partners.partner import verbs as partner_verbs
        from tutela_web.partners.space import beside as space_beside
        from tutela_web.partners.space import statements as space_statements
        from tutela_web.partners.waiting import what_waits
        from tutela_web.partners.wider import queries as wider_queries
        from tutela_web.records.owed.rows import PROVIDERS
        from tutela_web.warning.network.place_facts import STATEMENTS

        arrangement_queries.connect()
        beside.connect()
        alert_calls.connect()
        delegations.connect()
        panels.connect()
        partner_verbs.connect()
        space_beside.connect()
        wider_queries.connect()
        STATEMENTS["partners.space"] = space_statements.access_asked_for
        STATEMENTS["partners.arrangements"] = arrangement_statements.lines_tested
        PROVIDERS[self.label] = what_waits
