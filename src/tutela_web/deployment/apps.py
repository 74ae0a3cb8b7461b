from django.apps import AppConfig


class DeploymentRoom(AppConfig):
    name = "tutela_web.deployment"
    label = "deployment"

    def ready(self) -> None:
        """Joins what this room shows beside records of rooms below, and its features to each
        other."""
        from tutela_web.deployment.allocation.own_queries import own_share_beside
        from tutela_web.deployment.gap import beside as gaps_beside
        from tutela_web.deployment.gap.queries import PANELS as OF_NEED
        from tutela_web.deployment.options import panels as option_panels
        from tutela_web.deployment.options.views import need_told, parts_told
        from tutela_web.deployment.visits import panels as visit_panels
        from tutela_web.deployment.waiting import what_waits
        from tutela_web.deployment.whatif import panels as move_panels
        from tutela_web.deployment.whatif.move_queries import OF_MOVE
        from tutela_web.partners.roles.panels import PANELS as OF_HOST
        from tutela_web.records.owed.rows import PROVIDERS
        from tutela_web.records.panels import PANELS

        gaps_beside.connect()
        move_panels.connect()
        OF_MOVE["deployment/_own_share.html"] = own_share_beside
        OF_NEED["deployment/_options_of_need.html"] = need_told
        OF_NEED["deployment/_moves_of_need.html"] = move_panels.beside_need
        OF_HOST["deployment/_host_parts.html"] = parts_told
        PANELS.append(visit_panels.panel_beside)
        PANELS.append(option_panels.panel_beside)
        PROVIDERS[self.label] = what_waits
