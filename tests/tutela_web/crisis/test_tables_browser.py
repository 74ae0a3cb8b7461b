"""The tables of an alert's pages hold at a desk: no column is pushed out, no hour is broken."""

from __future__ import annotations

from typing import Any

import pytest

from tests.counts import counted, turn
from tests.tutela_web.cast import Cast
from tests.tutela_web.crisis.test_committed import alert, company, send_away
from tests.tutela_web.look.shots import BROWSER, browser, open_page, session
from tests.tutela_web.warning.story import later
from tutela_web.capacity.models import Unit
from tutela_web.warning.clocks.ticker import tick
from tutela_web.warning.models import Alert

__all__ = ["alert", "company"]
pytestmark = BROWSER
TONGUES = ("en", "fr", "ar")
WRONG = """() => {
  const wrong = [];
  for (const box of document.querySelectorAll('main .scroll')) {
    if (box.scrollWidth > box.clientWidth + 1)
      wrong.push('wide: ' + box.getAttribute('aria-label'));
    const around = box.closest('.panel').getBoundingClientRect();
    for (const head of box.querySelectorAll('th')) {
      const at = head.getBoundingClientRect();
      const inside = at.left >= around.left - 1 && at.right <= around.right + 1;
      if (at.width && !inside) wrong.push('pushed out: ' + head.textContent.trim());
    }
  }
  for (const time of document.querySelectorAll('main .table td > time'))
    if (time.getBoundingClientRect().height > 30) wrong.push('broken: ' + time.textContent);
  return [...new Set(wrong)];
}"""


@pytest.mark.parametrize("lang", counted([TONGUES[turn() % 3]], TONGUES))
def test_the_tables_of_an_alert_hold_at_a_desk(
    lang: str, live_server: Any, cast: Cast, sign_in: Any, company: Unit, alert: Alert
) -> None:
    send_away(cast, sign_in, company, 9)
    later(cast.mission, hours=26)
    tick()
    person = cast["force_commander"]  # who holds capacity reads the most columns
    person.language = lang
    person.save(update_fields=["language"])
    wrong: list[str] = []
    with browser() as found:
        cookies = session(sign_in, person, live_server.url)
        page = open_page(
            found, f"{live_server.url}/m/luma/now/", width=1440, lang=lang, cookies=cookies
        )
        for path in (f"alerts/{alert.pk}/decision/", f"alerts/{alert.pk}/"):
            page.goto(f"{live_server.url}/m/luma/{path}", wait_until="load")
            wrong += [f"{path[37:]} {one}" for one in page.evaluate(WRONG)]
        page.context.close()
    assert not wrong, "\n".join(wrong)
