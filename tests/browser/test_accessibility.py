"""Pages for everybody: what axe finds by WCAG 2.2 AA, what a keyboard reaches, what fits a narrow screen."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from casework.actions import deeds, webhooks
from casework.delivery import hooks
from casework.domain import commands as do
from casework.domain.hook_targets import Allowed
from casework.domain.policy import Actor, Membership
from casework.domain.values import AgencyCode, ReportCode, Role, Status
from casework.domain.webhooks import Happening
from casework.store.casework import Casework, new_post_id
from tests.browser.live import LiveForum
from tests.browser.people import DESK, PHONE, Person, a_photograph
from tests.delivery.receiver import Heard
from tests.doors.stage import STNMT, SYT, actor
from tests.doors.test_shares import SXD, shared

NARROWEST: Final = 320
WCAG: Final = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "resultTypes": ["violations"],
}
TITLE: Final = "Ba lần hẹn trả sổ đỏ vẫn chưa có kết quả"

# Who looks at which page; {…} is the code of a report in that status.
PAGES: Final[Mapping[str, tuple[str, str]]] = {
    "home": ("", "/"),
    "list": ("", "/reports"),
    "list, nothing found": ("", "/reports?q=khong-co-gi"),
    "list as a table": ("", "/reports?view=compact"),
    "search": ("", "/search?q=so+do"),
    "search, nothing found": ("", "/search?q=so+khong-co-gi"),
    "thread": ("", "/reports/{answered}"),
    "thread of its reporter": ("citizen", "/reports/{answered}"),
    "form": ("", "/reports/new"),
    "track": ("", "/track"),
    "track, mine": ("citizen", "/track"),
    "agencies": ("", "/agencies"),
    "agency": ("", "/agencies/so-tai-nguyen-va-moi-truong"),
    "download": ("", "/reports/export"),
    "open data": ("", "/open-data"),
    "agency in a frame": ("", "/embed/agencies/so-tai-nguyen-va-moi-truong"),
    "field": ("", "/fields/dat-dai"),
    "task": ("", "/tasks/2"),
    "area": ("", "/areas/huyen-nam-truc"),
    "procedure": ("", "/procedures/cap-giay-chung-nhan-lan-dau"),
    "overdue": ("", "/overdue"),
    "thanks": ("", "/thanks"),
    "a to z": ("", "/a-z"),
    "sign in": ("", "/login"),
    "sign up": ("", "/signup"),
    "demo": ("", "/demo/"),
    "demo's mail": ("", "/demo/mail"),
    "not found": ("", "/reports/PA-2222-2222"),
    "account": ("citizen", "/account"),
    "making a token": ("citizen", "/account/tokens/new"),
    "API": ("", "/api/v1/docs"),
    "tokens, none": ("citizen", "/account/tokens"),
    "own data": ("citizen", "/account/data"),
    "erasing": ("citizen", "/account/data/erase"),
    "erased": ("", "/erased"),
    "queue": ("moderator.bnd", "/moderation/"),
    "watched words": ("moderator.bnd", "/moderation/watched"),
    "asking to reply": ("", "/reports/{answered}/right-of-reply"),
    "flagging": ("business", "/reports/{answered}/flag"),
    "workload": ("moderator.bnd", "/moderation/workload"),
    "review": ("moderator.bnd", "/moderation/reports/{submitted}"),
    "entry": ("moderator.bnd", "/moderation/reports/new"),
    "inbox": ("officer.stnmt", "/agency/"),
    "case": ("officer.stnmt", "/agency/reports/{accepted}"),
    "case with shares": ("officer.stnmt", "/agency/reports/{helped}"),
    "case of who helps": ("officer.syt", "/agency/reports/{helped}"),
    "inbox of who helps": ("officer.syt", "/agency/?tab=together"),
    "thread with shares": ("", "/reports/{helped}"),
    "journalists' desk": ("journalist", "/press/"),
    "surges": ("journalist", "/press/surges"),
    "clippings": ("journalist", "/press/clippings"),
    "thread of a version": ("", "/reports/{answered}?v=1"),
    "stories": ("moderator.bnd", "/press/stories"),
    "a story to decide": ("moderator.bnd", "/press/stories/1"),
    "linking a story": ("moderator.bnd", "/press/stories/new?report={answered}"),
    "asked contacts": ("journalist", "/press/contacts"),
    "asking for contact": ("journalist", "/press/contacts/new?report={answered}"),
    "requests of journalists": ("moderator.bnd", "/press/requests"),
    "asking for press": ("citizen", "/press/apply"),
    "accreditations": ("moderator.bnd", "/press/accreditations"),
    "oversight": ("overseer", "/oversight/"),
    "slip": ("", "/slips/complaint?agency=STNMT"),
    "sealed channel, empty": ("keeper", "/sealed/"),
    "denouncing under seal": ("", "/denunciations/new"),
    "admin": ("admin", "/admin/"),
    "people": ("admin", "/admin/people"),
    "webhooks": ("admin", "/admin/webhooks"),
    "new webhook": ("admin", "/admin/webhooks/new"),
    "webhook": ("admin", "/admin/webhooks/{webhook}"),
    "calendar of deadlines": ("officer.stnmt", "/agency/calendar"),
    "webhooks of an agency": ("signer.stnmt", "/agency/webhooks"),
    "webhook of an agency": ("signer.stnmt", "/agency/webhooks/{webhook_of_agency}"),
    "reorganisation": ("admin", "/admin/reorganisation"),
    "merging": ("admin", "/admin/reorganisation/merge"),
    "splitting": ("admin", "/admin/reorganisation/split?agency=STNMT"),
}
DARK_TOO: Final = frozenset({"home", "thread", "form", "review"})
LANGUAGES: Final = {"vi": "", "en": "/en"}
FILLED_IN: Final = {
    "kind": "complaint",
    "title": TITLE,
    "body": "Tôi đến bốn lần đều được hẹn lại, không ai nói rõ vì sao.",
    "field": "dat-dai",
    "area": "362",
    "display": "hidden",
    "name": "Đinh Văn Tư",
}


@pytest.fixture(scope="module")
def codes(forum: LiveForum) -> dict[str, str]:
    """Reports in the statuses that the pages need."""
    a_report = forum.reports()
    wanted = (Status.SUBMITTED, Status.ACCEPTED, Status.ANSWERED, Status.REOPENED)
    made: dict[str, str] = {status.value: a_report(status).code for status in wanted}
    made["helped"] = shared(a_report, SYT, SXD).code
    given = do.Contribute(post=new_post_id(), words="Đã khám 42 ca.", agency=SXD)
    clerk = Actor(memberships=(Membership(role=Role.OFFICER, agency=SXD),))
    deeds.perform(forum.casework, ReportCode(made["helped"]), given, by=clerk)
    made["webhook"] = an_endpoint(forum.casework, "admin", None, Heard(error="timeout"))
    made["webhook_of_agency"] = an_endpoint(forum.casework, "signer.stnmt", STNMT, Heard())
    forum.work()
    return made


def an_endpoint(casework: Casework, who: str, agency: AgencyCode | None, answer: Heard) -> str:
    """One with a long name and address that was changed a few times, and was called. The forum's own worker
    has nothing to call it for: it is told of what does not happen here, and paused where something waits."""
    by, key = actor(who), new_post_id()
    wanted = webhooks.Wanted(
        name="Cổng thông tin điện tử của tỉnh, phần tin về cải cách hành chính",
        url=f"https://tin.cai-cach-hanh-chinh.example.vn/{'nhan-tin-' * 12}",
        happenings=frozenset({Happening.RESTORED}),
    )
    webhooks.register(casework, key, agency, wanted, Allowed(), by=by)
    webhooks.renew_secret(casework, key, 1, by=by)
    webhooks.ping(casework, key, by=by)
    hooks.call_due(casework, answer, "http://localhost", worker="one")  # type: ignore[arg-type]  # because it hears only
    if answer.error:
        webhooks.pause(casework, key, by=by)
    return key


@pytest.fixture(scope="module")
def someone(browser: Browser, forum: LiveForum) -> Iterator[Callable[[str], Person]]:
    """One of the cast, or "" for a guest, whose browser is kept for the whole file."""
    known: dict[str, Person] = {}

    def someone(key: str) -> Person:
        if key not in known:
            known[key] = Person(browser, forum.url)
            if key:
                known[key].act_as(key)
        return known[key]

    yield someone
    for person in known.values():
        person.leave()


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(
    name: str, lang: str, codes: dict[str, str], someone: Callable[[str], Person]
) -> None:
    key, path = PAGES[name]
    person = someone(key)
    person.page.goto(LANGUAGES[lang] + path.format(**codes))
    assert person.page.locator("html").get_attribute("lang") == lang
    is_for_everybody(person.page, dark=name in DARK_TOO)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_axe_finds_nothing_in_a_form_with_errors_and_after_it_was_sent(
    lang: str, forum: LiveForum, meet: Callable[..., Person]
) -> None:
    guest = meet(forum)
    guest.page.goto(f"{LANGUAGES[lang]}/reports/new")
    guest.page.locator(".report-form [type=submit]").click()
    guest.page.locator(".error-summary").wait_for()
    is_for_everybody(guest.page, dark=True)
    guest.troubles.clear()  # the browser reports the 422
    guest.send("/reports/new", **FILLED_IN, attachments=a_photograph())
    guest.page.locator(".ticket").wait_for()
    is_for_everybody(guest.page)


_VIOLATIONS: Final = "options => axe.run(options).then(results => results.violations)"


def is_for_everybody(page: Page, *, dark: bool = False) -> None:
    """No violation at a desk and on a phone, in the dark too if asked; no sideways scroll at 320 px."""
    page.evaluate(Axe().axe_script)  # once for all four looks: it is long
    found = []
    for width, is_dark in ((DESK, False), (PHONE, False), (PHONE, True), (DESK, True)):
        if is_dark and not dark:
            continue
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme="dark" if is_dark else "light")
        found += [
            f"{width} px{' in the dark' if is_dark else ''}: {violation['id']} at {node['target']}: "
            f"{node['failureSummary']}"
            for violation in page.evaluate(_VIOLATIONS, WCAG)
            for node in violation["nodes"]
        ]
    page.emulate_media(color_scheme="light")
    assert not found, page.url + "\n" + "\n".join(found)
    page.set_viewport_size({"width": NARROWEST, "height": 800})
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= NARROWEST, f"{page.url} is {wide} px wide at {NARROWEST}"


# ---- by keyboard


def test_the_skip_link_comes_first_shows_itself_and_leads_to_the_content(
    forum: LiveForum, meet: Callable[..., Person]
) -> None:
    page = meet(forum).go("/").page
    page.keyboard.press("Tab")
    link = page.locator(".skip-link:focus")
    box = link.bounding_box()
    assert box is not None
    assert box["x"] >= 0 and box["y"] >= 0, "it is seen when it has the focus"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


@pytest.mark.parametrize(
    ("name", "width"), [("home", PHONE), ("form", DESK), ("thread", PHONE), ("review", DESK)]
)
def test_whatever_has_the_focus_shows_it(
    name: str, width: int, codes: dict[str, str], forum: LiveForum, meet: Callable[..., Person]
) -> None:
    key, path = PAGES[name]
    page = meet(forum, key, width=width).go(path.format(**codes)).page
    seen = 0
    for _ in range(80):
        page.keyboard.press("Tab")
        focused = page.evaluate(_OF_THE_FOCUS)
        if focused is None:
            break
        assert focused["shows"], f"no sign of the focus on {focused['what']}"
        assert focused["inside"], f"out of sight: {focused['what']}"
        seen += 1
    assert seen > 10


# An outline or a ring of shadow; of a radio button drawn by its label, that of the label.
_OF_THE_FOCUS: Final = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const shows = (node) => {
    const style = getComputedStyle(node);
    const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    return outlined || style.boxShadow !== "none";
  };
  const box = one.getBoundingClientRect();
  return {
    what: one.outerHTML.slice(0, 160),
    shows: shows(one) || (one.closest("label") !== null && shows(one.closest("label"))),
    inside: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
  };
}"""


def test_a_report_is_sent_by_keyboard_alone(forum: LiveForum, meet: Callable[..., Person]) -> None:
    page = meet(forum).go("/reports/new").page
    keys = page.keyboard
    tab_to(page, "[name=kind]")
    keys.press("Space")
    for name, typed in (("title", TITLE), ("body", FILLED_IN["body"])):
        tab_to(page, f"[name={name}]")
        keys.type(typed)
    for name in ("field", "area"):
        tab_to(page, f"[name={name}]")
        keys.press("ArrowDown")
    tab_to(page, "[name=name]")
    keys.type("Đinh Văn Tư")
    tab_to(page, ".report-form [type=submit]")
    with page.expect_navigation():
        keys.press("Enter")
    assert page.locator(".big-code").first.inner_text().startswith("PA-")


def tab_to(page: Page, selector: str) -> None:
    """Go on by the Tab key until something like this has the focus."""
    for _ in range(60):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the Tab key does not come to {selector}")
