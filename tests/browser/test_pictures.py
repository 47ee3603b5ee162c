"""Painting over parts of a picture: by mouse, by finger, by keyboard, and without scripts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from io import BytesIO

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image, ImageDraw
from playwright.sync_api import Browser, Locator, Page

from casework.domain.values import Status
from casework.store.tables import AttachmentRow
from tests.browser.live import LiveForum
from tests.browser.people import DESK, PHONE, Person

Meet = Callable[..., Person]


def photo() -> bytes:
    made = Image.new("RGB", (1200, 800), (215, 205, 190))
    draw = ImageDraw.Draw(made)
    draw.ellipse((480, 120, 720, 420), fill=(235, 190, 160))
    draw.rectangle((300, 560, 900, 700), fill=(250, 250, 250), outline=(30, 30, 30), width=6)
    out = BytesIO()
    made.save(out, "JPEG")
    return out.getvalue()


@pytest.fixture
def desk(forum: LiveForum) -> str:
    """The page of a new report's picture."""
    code = forum.reports()(Status.ROUTED, uploads=[(photo(), "giấy hẹn trả kết quả.jpg")]).code
    with forum.casework.db.read() as session:
        (key,) = session.query(AttachmentRow.id).filter_by(report_code=code).one()
    return f"/moderation/reports/{code}/pictures/{key}"


@pytest.fixture
def moderator(meet: Meet, forum: LiveForum) -> Person:
    return meet(forum, "moderator.bnd")


def board(page: Page) -> Locator:
    return page.locator("[data-picture-board]")


def point(page: Page, across: float, down: float) -> tuple[float, float]:
    """Where a part of the picture is in the window; 0.5, 0.5 is its middle."""
    board(page).scroll_into_view_if_needed()
    box = page.locator("[data-picture-board] image").bounding_box()
    assert box is not None
    return box["x"] + box["width"] * across, box["y"] + box["height"] * down


def draw(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    page.mouse.move(*point(page, *start))
    page.mouse.down()
    page.mouse.move(*point(page, *end), steps=4)
    page.mouse.up()


def typed(page: Page, row: int = 1) -> list[float]:
    """The four numbers of a part, as its fields hold them."""
    fields = (
        page.locator(f"[name={side}_{row}]").input_value() for side in ("left", "top", "width", "height")
    )
    return [float(value.replace(",", ".")) for value in fields if value]


def near(found: list[float], wanted: list[float]) -> bool:
    return len(found) == len(wanted) and all(abs(a - b) < 0.6 for a, b in zip(found, wanted, strict=True))


def test_a_part_is_drawn_moved_resized_and_taken_back(moderator: Person, desk: str) -> None:
    page = moderator.go(desk).page
    draw(page, (0.4, 0.1), (0.6, 0.5))
    assert near(typed(page), [40, 10, 20, 40])
    draw(page, (0.5, 0.3), (0.6, 0.4))
    assert near(typed(page), [50, 20, 20, 40])
    draw(page, (0.7, 0.6), (0.8, 0.5))
    assert near(typed(page), [50, 20, 30, 30])
    draw(page, (0.1, 0.9), (0.3, 0.7))
    assert near(typed(page, 2), [10, 70, 20, 20])
    for _ in range(3):
        page.get_by_role("button", name="Hoàn tác").click()
    assert near(typed(page), [40, 10, 20, 40]) and typed(page, 2) == []
    page.get_by_role("button", name="Hoàn tác").click()
    assert typed(page) == [] and page.get_by_role("button", name="Hoàn tác").is_disabled()
    moderator.look()


def test_the_keyboard_does_all_that_the_mouse_does(moderator: Person, desk: str) -> None:
    page = moderator.go(desk).page
    page.get_by_role("button", name="Thêm vùng").press("Enter")
    assert near(typed(page), [40, 40, 20, 20])
    for key in ("ArrowRight", "ArrowDown", "ArrowDown", "Shift+ArrowRight", "Shift+ArrowUp"):
        page.keyboard.press(key)
    assert near(typed(page), [41, 42, 21, 19])
    assert "41; 42; 21; 19" in (page.locator(".cover").get_attribute("aria-label") or "")
    page.keyboard.press("Control+z")
    assert near(typed(page), [41, 42, 21, 20])
    page.keyboard.press("Delete")
    assert typed(page) == []
    assert page.locator("[data-picture-said]").inner_text() == "Đã bỏ một vùng."
    assert page.evaluate("document.activeElement.matches('[data-add]')")


def test_nothing_leaves_the_picture_and_six_parts_are_the_most(moderator: Person, desk: str) -> None:
    page = moderator.go(desk).page
    add = page.get_by_role("button", name="Thêm vùng")
    for _ in range(6):
        add.click()
    for _ in range(70):
        page.keyboard.press("ArrowRight")
        page.keyboard.press("Shift+ArrowDown")
    assert near(typed(page, 6), [80, 40, 20, 60])
    add.click()
    assert page.locator(".cover").count() == 6
    assert page.locator("[data-picture-said]").inner_text() == "Đã đủ số vùng; hãy bỏ bớt một vùng."
    moderator.look()


def test_what_was_drawn_is_seen_black_and_then_is(moderator: Person, forum: LiveForum, desk: str) -> None:
    page = moderator.go(desk).page
    draw(page, (0.4, 0.1), (0.6, 0.55))
    page.get_by_role("button", name="Xem trước").click()
    page.wait_for_url(re.compile("/preview$"))
    moderator.look()
    assert page.locator("svg.picture-board rect").count() == 1
    page.get_by_role("button", name="Sửa lại các vùng").click()
    page.locator(".cover").wait_for()
    assert near(typed(page), [40, 10, 20, 45])
    page.get_by_role("button", name="Xem trước").click()
    page.get_by_role("button", name="Che các vùng này").click()
    page.get_by_text("Đã che một phần ảnh").wait_for()
    moderator.look()
    code = desk.split("/")[3]
    with forum.casework.db.read() as session:
        (key,) = session.query(AttachmentRow.id).filter_by(report_code=code).one()
    assert key not in desk
    with forum.casework.files.open(key) as stored, Image.open(stored) as shown:
        inside, outside = shown.convert("L").getpixel((600, 250)), shown.convert("L").getpixel((600, 620))
    assert isinstance(inside, int | float) and inside < 20
    assert isinstance(outside, int | float) and outside > 200


@pytest.fixture
def finger(browser: Browser, forum: LiveForum) -> Iterator[Page]:
    """A moderator at a telephone."""
    context = browser.new_context(
        base_url=forum.url, viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True
    )
    page = context.new_page()
    page.goto("/demo/")
    page.locator("form[action$='/act-as/moderator.bnd'] button").first.click()
    page.wait_for_load_state()
    yield page
    context.close()


def test_a_finger_draws_too(finger: Page, desk: str) -> None:
    finger.goto(desk)
    (x1, y1), (x2, y2) = point(finger, 0.4, 0.1), point(finger, 0.6, 0.5)
    touch = finger.context.new_cdp_session(finger)

    def send(kind: str, *points: dict[str, float]) -> None:
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": list(points)})

    send("touchStart", {"x": x1, "y": y1})
    for step in (0.3, 0.6, 1):
        send("touchMove", {"x": x1 + (x2 - x1) * step, "y": y1 + (y2 - y1) * step})
    send("touchEnd")
    found = typed(finger)
    assert len(found) == 4 and all(abs(a - b) < 2 for a, b in zip(found, [40, 10, 20, 40], strict=True)), (
        found
    )


@pytest.mark.parametrize("width", [320, PHONE, DESK])
def test_without_scripts_the_fields_do_it(meet: Meet, forum: LiveForum, desk: str, width: int) -> None:
    person = meet(forum, "moderator.bnd", width=width, scripts=False)
    page = person.page
    page.goto(desk)
    assert not page.locator("[data-picture-tools]").is_visible()
    for side, value in (("left", "40"), ("top", "10"), ("width", "20"), ("height", "45,5")):
        page.locator(f"[name={side}_1]").fill(value)
    page.get_by_role("button", name="Xem trước").click()
    assert page.locator("svg.picture-board rect").count() == 1
    page.get_by_role("button", name="Che các vùng này").click()
    page.get_by_text("Đã che một phần ảnh").wait_for()
    assert not person.troubles


@pytest.mark.parametrize("width", [320, DESK])
def test_these_pages_are_for_everybody(meet: Meet, forum: LiveForum, desk: str, width: int) -> None:
    person = meet(forum, "moderator.bnd", width=width)
    page = person.go(desk).page
    page.get_by_role("button", name="Thêm vùng").click()
    _no_barriers(page)
    page.get_by_role("button", name="Xem trước").click()
    page.wait_for_url(re.compile("/preview$"))
    person.look()
    _no_barriers(page)
    person.go(f"/files/{desk.split('/')[5]}/view")
    _no_barriers(page)


def _no_barriers(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
