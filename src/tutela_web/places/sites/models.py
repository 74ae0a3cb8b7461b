"""Sites: places where people who fled live together, beside the record of the place itself."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tutela_web.places.models import Place
from tutela_web.records.models import Record


class Site(Record):
    """A POC site, camp, collective centre or place of refuge: what is known of it beside its place.

    What an attacker would want of it (sectors, gates, lights, evacuation) is not kept here.
    """

    searched = ("managed_by", "causes")

    class Kind(models.TextChoices):
        POC_SITE = "poc_site", _("POC site")
        CAMP = "camp", _("camp")
        CENTRE = "centre", _("collective centre")
        REFUGE = "refuge", _("place of refuge")

    class Around(models.TextChoices):
        MISSION = "mission", _("the mission")
        HOST = "host", _("forces of the host state")
        MILITIA = "militia", _("pro-government militia")
        GROUP = "group", _("an armed group")
        SEVERAL = "several", _("several, in dispute")
        NOBODY = "nobody", _("nobody")

    place = models.OneToOneField(Place, on_delete=models.PROTECT, related_name="site_record")
    kind = models.CharField(max_length=10, choices=Kind)
    opened_on = models.DateField(null=True, blank=True)
    planned_for = models.PositiveIntegerField(null=True, blank=True)  # people it was laid out for
    managed_by = models.CharField(max_length=160, blank=True)  # an organisation
    around = models.CharField(max_length=10, choices=Around, blank=True)
    """Who controls the surroundings."""
    around_on = models.DateField(null=True, blank=True)
    around_source = models.CharField(max_length=160, blank=True)
    causes = models.CharField(max_length=300, blank=True)  # why people fled to it
    causes_on = models.DateField(null=True, blank=True)
    causes_source = models.CharField(max_length=160, blank=True)
    closing_plan = models.TextField(blank=True)  # what becomes of each group, and who agreed
    closing_plan_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["mission", "kind"])]

    def __str__(self) -> str:
        return self.place.name


class SiteCount(Record):
    """Who lived at a site on a day, as one source counted them; a later count replaces none.

    Bands of age are those of the source: what it did not count stays null.
    """

    searched = ("source",)

    class People(models.TextChoices):
        ALL = "all", _("everybody there")
        IDP = "idp", _("internally displaced")
        REFUGEE = "refugee", _("refugees")
        RETURNEE = "returnee", _("returnees")
        HOST = "host", _("residents")

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="counts", db_index=False)
    taken_back = models.BooleanField(default=False)  # with the file it came in
    counted_on = models.DateField()
    who = models.CharField(max_length=10, choices=People, default=People.ALL)
    source = models.CharField(max_length=160)
    households = models.PositiveIntegerField(null=True, blank=True)
    people = models.PositiveIntegerField(null=True, blank=True)
    female = models.PositiveIntegerField(null=True, blank=True)
    male = models.PositiveIntegerField(null=True, blank=True)
    f_0_4 = models.PositiveIntegerField(null=True, blank=True)
    f_0_5 = models.PositiveIntegerField(null=True, blank=True)
    f_5_11 = models.PositiveIntegerField(null=True, blank=True)
    f_6_17 = models.PositiveIntegerField(null=True, blank=True)
    f_12_17 = models.PositiveIntegerField(null=True, blank=True)
    f_18_59 = models.PositiveIntegerField(null=True, blank=True)
    f_60 = models.PositiveIntegerField(null=True, blank=True)
    m_0_4 = models.PositiveIntegerField(null=True, blank=True)
    m_0_5 = models.PositiveIntegerField(null=True, blank=True)
    m_5_11 = models.PositiveIntegerField(null=True, blank=True)
    m_6_17 = models.PositiveIntegerField(null=True, blank=True)
    m_12_17 = models.PositiveIntegerField(null=True, blank=True)
    m_18_59 = models.PositiveIntegerField(null=True, blank=True)
    m_60 = models.PositiveIntegerField(null=True, blank=True)
    cannot_flee = models.PositiveIntegerField(null=True, blank=True)  # cannot leave unaided

    class Meta:
        indexes = [models.Index(fields=["site", "counted_on"])]

    def __str__(self) -> str:
        return f"{self.site.place.name}, {self.counted_on:%Y-%m-%d}"

    @property
    def code(self) -> str:
        """None: a table names a count by its site, its day and who was counted."""
        return ""


class SiteService(Record):
    """What was found of one service at a site on a day, by one source."""

    searched = ("said", "source")

    class State(models.TextChoices):
        MET = "met", _("met")
        PARTLY = "partly", _("partly met")
        GAP = "gap", _("gap")

    site = models.ForeignKey(
        Site, on_delete=models.PROTECT, related_name="services", db_index=False
    )
    taken_back = models.BooleanField(default=False)  # with the file it came in
    indicator = models.CharField(max_length=40)  # of data/site_indicators.csv
    state = models.CharField(max_length=10, choices=State, blank=True)
    said = models.CharField(max_length=200, blank=True)  # as the source says it
    found_on = models.DateField()
    source = models.CharField(max_length=160)

    class Meta:
        indexes = [models.Index(fields=["site", "found_on"])]

    def __str__(self) -> str:
        return f"{self.site.place.name}, {self.found_on:%Y-%m-%d}"


class PoliceMethod(Record):
    """A method by which police keep a site safe and civilian, from a day on."""

    searched = ("words", "source")

    class Method(models.TextChoices):
        PATROL = "patrol", _("patrols inside")
        GATE_SEARCH = "gate_search", _("search for weapons at the gate")
        CORDON = "cordon", _("cordon and search inside")
        WATCH = "watch", _("community watch group, advised")
        DESK = "desk", _("desk for women and children")
        HOLDING = "holding", _("holding facility")
        REMOVAL = "removal", _("removal of armed persons")
        ORDER = "order", _("public order unit on call")
        OTHER = "other", _("other")

    site = models.ForeignKey(
        Site, on_delete=models.PROTECT, related_name="police_methods", db_index=False
    )
    method = models.CharField(max_length=12, choices=Method)
    words = models.CharField(max_length=300, blank=True)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=160)

    class Meta:
        indexes = [models.Index(fields=["site", "since"])]

    def __str__(self) -> str:
        return str(self.get_method_display())


class SiteReading(Record):
    """What the mission reads of security, before people return, settle elsewhere or a site closes.

    Whether people want it is not the mission's to state: it is quoted from whoever may, with a day.
    """

    searched = ("whither", "safe_why", "dignified_why", "lasting_why", "quoted")

    class About(models.TextChoices):
        RETURN = "return", _("return")
        ELSEWHERE = "elsewhere", _("settlement elsewhere")
        CLOSURE = "closure", _("closure of the site")

    class Holds(models.TextChoices):
        YES = "yes", _("yes, on this evidence")
        NO = "no", _("no, on this evidence")

    class Speaker(models.TextChoices):
        UNHCR = "unhcr", "UNHCR"
        CLUSTER = "cluster", _("Protection Cluster")

    site = models.ForeignKey(
        Site, on_delete=models.PROTECT, related_name="readings", db_index=False
    )
    about = models.CharField(max_length=10, choices=About)
    whither = models.CharField(max_length=160, blank=True)
    read_on = models.DateField()
    safe = models.CharField(max_length=5, choices=Holds, blank=True)
    safe_why = models.TextField(blank=True)
    dignified = models.CharField(max_length=5, choices=Holds, blank=True)
    dignified_why = models.TextField(blank=True)
    lasting = models.CharField(max_length=5, choices=Holds, blank=True)
    lasting_why = models.TextField(blank=True)
    quoted = models.TextField(blank=True)  # on voluntariness, word for word
    quoted_from = models.CharField(max_length=10, choices=Speaker, blank=True)
    quoted_on = models.DateField(null=True, blank=True)
    quoted_source = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["site", "read_on"])]

    def __str__(self) -> str:
        return f"{self.get_about_display()}, {self.read_on:%Y-%m-%d}"
