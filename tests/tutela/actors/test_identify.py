"""Who an event file means: organised actors keep their names, peoples are never ranked."""

import re

import polars as pl
import pytest

from tutela.actors.identify import (
    COMMUNAL,
    communal_names,
    identify,
    is_state,
    sides,
    split_side,
    type_of,
)

ORGANISED = [
    "anti-Balaka",
    "LRA",
    "SPLM/A - IO",
    "FPRC",
    "UPC",
    "3R",
    "Mayi Mayi",
    "M23",
    "NAS",
    "JEM",
    "SLM/A - MM",
    "Janjaweed",
    "Janjaweed - Moro faction",
    "Raia Mutomboki",
    "Kata Katanga",
    "Bangadi Militia",
    "Black Axe",
    "Self-Defense Mujahidin (CAR)",
    "Boko Haram",
    "Indian Mujahideen",
    "SSDM/A - Cobra Faction",
    "Forces of Francois Bozize",
    "Government of United Arab Emirates",
]


@pytest.mark.parametrize("name", ORGANISED)
def test_an_organised_actor_keeps_its_name(name):
    assert identify(name).label == name
    assert identify(name).identity is None


@pytest.mark.parametrize(
    "name",
    [
        "Murle",
        "Muslims (CAR)",
        "Christians",
        "Lou Nuer",
        "Peuhl militia (Zemio)",
        "Peuls",
        "Perci (Batwa militia)",
        "Elements (Luba militia)",
        "Hutu rebels",
        "Fulani herdsmen",
        "Herdsmen (Sudan)",
        "Arab tribesmen",
        "Clan",
        "Bor Dinka",
        "Dinka Ethnic Militia (South Sudan)",
        "Murle Communal Militia",
        "Pastoralists (Sudan)",
        "Awlad Zeid",
    ],
)
def test_a_people_becomes_communal_armed_elements_and_its_name_is_kept_apart(name):
    actor = identify(name)
    assert (actor.label, actor.identity) == (COMMUNAL, name)


@pytest.mark.parametrize(
    "name",
    [
        "armed herders",
        "Armed herders and farmers",
        "Éleveurs armés",
        "Milices d'agriculteurs",
        "رعاة مسلحون",
        "armed fishermen",
    ],
)
def test_what_armed_men_live_by_is_no_people(name):
    actor = identify(name, own=True)
    assert (actor.label, actor.identity) == (name, None)
    assert type_of(name) == "communal militia or self-defence"


@pytest.mark.parametrize(
    "name", ["armed Fulani herders", "Éleveurs peuls armés", "herders", "armed Murle", "Miners"]
)
def test_a_people_beside_its_livelihood_and_a_livelihood_without_arms_are_not_named(name):
    assert identify(name, own=True).label == COMMUNAL


def test_every_communal_name_of_the_ucdp_is_known():
    assert {identify(name).label for name in communal_names()} == {COMMUNAL}


def test_an_identity_militia_by_acleds_code_alone():
    actor = identify("Gatdeang Youth Defence", 4)
    assert (actor.label, actor.identity) == (COMMUNAL, "Gatdeang Youth Defence")


@pytest.mark.parametrize("name", ["Civilians", "Civilians (South Sudan)", "Camp Resident"])
def test_civilians_are_no_actor(name):
    assert identify(name).label is None


@pytest.mark.parametrize(
    "name",
    [
        "",
        None,
        "XXX1004",
        "Unidentified armed actor",
        "Gunmen",
        "Unidentified Armed Group (South Sudan)",
    ],
)
def test_nobody_knows_who(name):
    assert identify(name).label == "unknown"


def test_an_army_is_host_or_foreign_by_where_it_acts():
    assert type_of("Government of Uganda", "Uganda") == "host military"
    assert type_of("Government of Uganda", "South Sudan") == "foreign force"
    assert type_of("Government of DR Congo (Zaire)", "DR Congo") == "host military"
    assert type_of("Government of Uganda") == "state force"
    assert is_state("Military Forces of South Sudan (2011-)")
    assert not is_state("SPLM/A - IO") and not is_state(COMMUNAL)


def test_two_sources_names_of_one_group_meet():
    assert identify("March 23 Movement").label == identify("M23: March 23 Movement").label == "M23"


def test_a_side_may_name_several():
    assert split_side("FPRC, MPC, RPRC") == ["FPRC", "MPC", "RPRC"]
    assert split_side("Unidentified, no further information available") == [
        "Unidentified, no further information available"
    ]


def test_two_peoples_on_one_side_are_one_actor_and_two_names():
    table = sides(pl.Series(["Luac Jang Dinka, Thiyic Dinka", None, "FPRC, Fulani"]))
    assert table["actors"].to_list() == [[COMMUNAL], ["FPRC", COMMUNAL]]
    assert table["identities"].to_list() == [["Luac Jang Dinka", "Thiyic Dinka"], ["Fulani"]]


def test_no_word_of_a_label_is_a_peoples_name():
    people = re.compile("|".join(rf"(?<!\w){re.escape(n)}(?!\w)" for n in communal_names()))
    names = [
        *ORGANISED,
        *communal_names(),
        "Oromo Liberation Army",
        "Amhara Special Forces (Ethiopia)",
    ]
    homonyms = {
        "Janjaweed - Moro faction",
        "Black Axe",
        "Indian Mujahideen",
        "Government of United Arab Emirates",
    }
    labels = {identify(name).label for name in names} - homonyms
    assert not [label for label in labels if label and people.search(label)]


@pytest.mark.parametrize(
    "name",
    [
        "Foulbé",
        "Foulbe",
        "foulbés",
        "FOULBÉ",
        "Peulhs armés",
        "Beni-Halba",
        "Ma’aliyah",
        "bambaras",
        "Éleveurs transhumants",
        "Chrétiens",
        "Massaleit",
        "الدينكا",
        "M'Bororo",
    ],
)
def test_a_people_is_known_with_accents_off_in_any_case_and_number(name):
    actor = identify(name)
    assert (actor.label, actor.identity, actor.guessed) == (COMMUNAL, name, False)


@pytest.mark.parametrize(
    "name", ["Kestrels", "armed Kestrel youth", "Kestrel militia", "miliciens kestrel", "Kestrel"]
)
def test_a_bare_name_an_analyst_wrote_may_be_a_people(name):
    actor = identify(name, own=True)
    assert (actor.label, actor.identity, actor.guessed) == (COMMUNAL, name, True)


@pytest.mark.parametrize(
    "name",
    [
        "LRA",
        "CODECO",
        "M23",
        "3R",
        "anti-Balaka",
        "Séléka",
        "Nyatura",
        "Raia Mutomboki",
        "FACA",
        "Group Kestrel",
        "Kestrel (armed group)",
        "Kestrel Brigade",
        "Janjaweed",
        "Wazalendo",
        "Front populaire",
        "unknown",
        "Police",
        "FPRC, MPC",
        "Boko Haram",
        "Mai-Mai Kestrel",
    ],
)
def test_an_organised_group_an_analyst_wrote_keeps_its_name(name):
    assert not identify(name, own=True).guessed
    assert identify(name, own=True).label in (name, identify(name).label)
    assert identify(name, own=True).label != COMMUNAL
