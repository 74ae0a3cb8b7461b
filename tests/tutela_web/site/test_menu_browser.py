"""The menus in a browser: no entry of any is cut, hidden or laid over another."""

from __future__ import annotations

from typing import Any

import pytest

from tests.counts import counted, turn
from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.look.shots import BROWSER, browser, open_page, session

pytestmark = BROWSER
GROUPS = ("now/", "alerts/", "risks/", "mandate/", "fora/", "incidents/")
"""A page of each of the six entries of the bar."""
MISPLACED = """() => {
  const seen = [...document.querySelectorAll('.top a, .top summary, .below a')].map((one) => {
    const box = one.getBoundingClientRect(), style = getComputedStyle(one);
    return {one, box, shown: box.width > 1 && style.visibility !== 'hidden'
      && !one.closest('details:not([open]) > .sheet') && !one.closest('[hidden]')};
  }).filter((each) => each.shown);
  const said = (each) => each.one.textContent.trim().replace(/\\s+/g, ' ').slice(0, 40);
  const wrong = [];
  for (const each of seen) {
    const {one, box} = each;
    const within = (b, left, right) => b.left >= left - 1 && b.right <= right + 1;
    if (!within(box, 0, innerWidth)) wrong.push('outside the window: ' + said(each));
    if (one.matches('.below a, .nav a') && one.scrollWidth > one.clientWidth + 1)
      wrong.push('cut: ' + said(each));
    for (let up = one.parentElement; up && up !== document.body; up = up.parentElement) {
      const around = up.getBoundingClientRect();
      const cuts = getComputedStyle(up).overflowX !== 'visible';
      if (cuts && !within(box, around.left, around.right))
        wrong.push('beyond its box: ' + said(each));
    }
    for (const other of seen) {
      if (other === each || one.contains(other.one) || other.one.contains(one)) continue;
      const b = other.box;
      const across = box.left + 1 < b.right && b.left + 1 < box.right;
      if (across && box.top + 1 < b.bottom && b.top + 1 < box.bottom)
        wrong.push('under another: ' + said(each) + ' and ' + said(other));
    }
  }
  return {wrong, n: document.querySelectorAll('.below a').length};
}"""
OPENED = """() => {
  const sheet = document.querySelector('.burger .sheet') || document.querySelector('.burger');
  const around = sheet.getBoundingClientRect();
  return [...sheet.querySelectorAll('a')].filter((one) => {
    const box = one.getBoundingClientRect();
    const within = box.left >= around.left - 1 && box.right <= around.right + 1;
    return box.width && !(within && one.scrollWidth <= one.clientWidth + 1);
  }).map((one) => one.textContent.trim());
}"""
TONGUES = ("en", "fr", "ar")


@pytest.mark.parametrize("lang", counted([TONGUES[turn() % 3]], TONGUES))
def test_no_entry_of_a_menu_is_cut_or_hidden(
    lang: str, live_server: Any, cast: Cast, sign_in: Any
) -> None:
    """Somebody with the pages of several posts, so that each menu is as long as it gets."""
    person = cast.adviser
    for role in ("head_of_mission", "human_rights", "joc_duty_officer", "conduct_officer"):
        make.role(cast.mission, role, person)
    person.language = lang
    person.save(update_fields=["language"])
    wrong: list[str] = []
    with browser() as found:
        cookies = session(sign_in, person, live_server.url)
        page = open_page(
            found, live_server.url + "/m/luma/now/", width=1440, lang=lang, cookies=cookies
        )
        for width in (1440, 1280, 1120):
            page.set_viewport_size({"width": width, "height": 900})
            for path in GROUPS:
                page.goto(f"{live_server.url}/m/luma/{path}", wait_until="load")
                told = page.evaluate(MISPLACED)
                assert told["n"] > 3, path
                wrong += [f"{width} {path} {one}" for one in told["wrong"]]
        page.context.close()
        now = live_server.url + "/m/luma/now/"
        page = open_page(found, now, width=360, height=740, lang=lang, cookies=cookies)
        page.locator(".burger > summary").click()
        wrong += [f"360 {one}" for one in page.evaluate(OPENED)]
        page.context.close()
    assert not wrong, "\n".join(dict.fromkeys(wrong))
