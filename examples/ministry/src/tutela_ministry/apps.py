"""The room. This module is read with the settings: nothing here may import a model."""

from django.utils.translation import gettext_lazy as _

from tutela_web.plugins.rooms import Room


class MinistryRoom(Room):
    name = "tutela_ministry"
    label = "x_ministry"
    contract = 1
    menu = (("visits", _("Visits of the ministry"), ("x_ministry_visits",)),)
