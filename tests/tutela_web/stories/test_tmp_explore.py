from collections import Counter
import re
from tests.tutela_web.stories.test_own_strategy import *
from tests.tutela_web.strategy.endorsed import waive_all
from tests.tutela_web.strategy.test_endorsement import draft

@pytest.mark.postgresql
def test_x(cast, at, register):
    def show(d, t):
        print("=====", t, d.at); dump(d)
    made = draft(cast); waive_all(cast, made)
    home = f"/m/luma/strategy/drafts/{made.pk}/"
    head = at("head_of_mission")
    show(head.open(home+"signed/"), "signed")
    show(at("legal_affairs").open(home+"endorsement/"), "legal")
    show(at("planning_officer").open(home+"endorsement/"), "plan")
    head.send(button="I endorse it")
    show(head.open(home+"endorsement/"), "headforce")
    head.send(button="force") if 0 else None
    show(at("country_team").open(home+"endorsement/"), "country")
    head.open(home+"endorsement/"); 
    from tutela_web.strategy.endorsing.verbs import put_in_force
    from tutela_web.access.policy import standing_of
    put_in_force(made, {}, by=standing_of(cast["head_of_mission"], cast.mission))
    show(at("chief_of_staff").open(home+"dissemination/"), "diss")
    show(at("poc_adviser").open(home+"review/"), "review")
    show(at("poc_adviser").open("/m/luma/strategy/context/new/"), "ctx")
