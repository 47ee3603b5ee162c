"""Somebody at a browser: opens pages, follows links, sends forms as people do, and minds what is wrong."""

from __future__ import annotations

import io
import re
from pathlib import PurePath
from typing import Final

from PIL import Image
from playwright.sync_api import Browser, ConsoleMessage, FilePayload, Locator, Response, expect

from casework.domain.values import Status
from web.words import WORDS

PHONE, DESK = 375, 1280
_HEIGHT: Final = 800
_PATIENCE: Final = 10_000  # milliseconds that a page may take on a busy machine


class Person:
    """One visitor with a browser and cookies of their own.

    Every page that they come to must fit its width, and must be told of no error by the browser: nothing of
    the console, no refusal by the content policy, no file that is missing.
    """

    def __init__(self, browser: Browser, url: str, *, width: int = DESK, scripts: bool = True) -> None:
        self.context = browser.new_context(
            base_url=url,
            viewport={"width": width, "height": _HEIGHT},
            java_script_enabled=scripts,
            reduced_motion="reduce",
        )
        self.context.set_default_timeout(_PATIENCE)
        self.page = self.context.new_page()
        self.troubles: list[str] = []
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.troubles.append(f"script: {error}"))
        self.page.on("response", self._got)

    def leave(self) -> None:
        """Close the browser."""
        self.context.close()

    def act_as(self, key: str) -> None:
        """Become one of the cast by the buttons of the demo."""
        self.go("/demo/")
        self.send(f"/act-as/{key}")

    # ---- coming to pages

    def go(self, path: str) -> Person:
        """Open an address of the forum."""
        self.page.goto(path)
        self.look()
        return self

    def go_where_it_ends(self, path: str, status: int) -> Person:
        """Open an address that answers with an error."""
        response = self.page.goto(path)
        assert response is not None, path
        assert response.status == status, f"{path}: {response.status}"
        self.forgive(status)
        self.look()
        return self

    def follow(self, words: str | re.Pattern[str]) -> Person:
        """Follow the first link of these words."""
        link = self.page.get_by_role("link", name=words).first
        with self.page.expect_navigation():
            link.click()
        self.look()
        return self

    def look(self) -> None:
        """The page that has come is in order."""
        assert not self.troubles, f"{self.page.url}: {self.troubles}"
        width = self.page.viewport_size["width"] if self.page.viewport_size else 0
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{self.page.url} is {wide} px wide at {width}"

    # ---- doing things

    def form(self, action: str) -> Locator:
        """The form that posts to an address that ends so, but for its query."""
        return self.page.locator(f'form[method="post"]:is([action$="{action}"], [action*="{action}?"])')

    def send(self, action: str, **said: str | FilePayload) -> Person:
        """Unfold a form if need be, fill it in by the names of its fields, and send it."""
        form = self.form(action).last
        self._unfold(form)
        for name, value in said.items():
            _answer(form, name, value)
        with self.page.expect_navigation():
            # Not the one that puts a ready text into the words, nor the unseen one that Enter presses.
            form.locator('button.btn[type="submit"]:not([data-insert])').first.click()
        self.look()
        return self

    def send_refused(self, action: str, **said: str | FilePayload) -> Person:
        """The same, where the forum has a question first: the browser reports the 422."""
        form = self.form(action).last
        for name, value in said.items():
            _answer(form, name, value)
        with self.page.expect_navigation():
            form.locator('button[type="submit"]').first.click()
        self.forgive(422)
        self.look()
        return self

    def forgive(self, status: int) -> None:
        """An answer of this status was meant to come."""
        self.troubles = [trouble for trouble in self.troubles if str(status) not in trouble]

    def _unfold(self, form: Locator) -> None:
        folds = form.locator("xpath=ancestor::details[not(@open)]")
        for _ in range(folds.count()):
            folds.first.locator("> summary").click()

    # ---- what stands there

    def sees(self, *words: str) -> Person:
        """These words stand on the page, where they can be seen."""
        for some in words:
            expect(self.page.get_by_text(some).locator("visible=true").first).to_be_visible(timeout=_PATIENCE)
        return self

    def sees_status(self, status: Status) -> Person:
        """The page says by name what stands with the report."""
        named = str(WORDS[Status, status.value])
        mark = self.page.locator("main .kicker .status").first
        expect(mark).to_have_text(named, timeout=_PATIENCE)
        expect(mark).to_be_visible()
        return self

    def sees_not(self, *words: str) -> Person:
        for some in words:
            expect(self.page.get_by_text(some)).to_have_count(0)
        return self

    def text(self, selector: str) -> str:
        """The words of the first such element."""
        return self.page.locator(selector).first.inner_text().strip()

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.troubles.append(f"console: {message.text}")

    def _got(self, response: Response) -> None:
        if response.status >= 400:
            self.troubles.append(f"{response.status} for {response.url}")


def _answer(form: Locator, name: str, value: str | FilePayload) -> None:
    """Fill in one question of a form, of whatever kind it is."""
    field = form.locator(f'[name="{name}"]').first
    kind = field.evaluate("field => field.type")
    if isinstance(value, dict):
        field.set_input_files(value)
    elif kind == "select-one":
        field.select_option(value)
    elif kind in ("radio", "checkbox"):
        # By its words, as a finger does: the mark itself may be hidden behind a picture.
        one = form.locator(f'[name="{name}"][value="{value}"]').get_attribute("id")
        form.locator(f"label[for='{one}'], label:has([id='{one}'])").first.click()
    else:
        field.fill(value)


def a_photograph(name: str = "so-do.jpg") -> FilePayload:
    """A picture as a telephone takes it, only smaller."""
    made = io.BytesIO()
    Image.linear_gradient("L").resize((640, 480)).convert("RGB").save(made, "JPEG")
    return {"name": name, "mimeType": "image/jpeg", "buffer": made.getvalue()}


def code_of(person: Person) -> str:
    """The code of the report whose page this is."""
    return next(part for part in PurePath(person.page.url).parts if part.startswith("PA-"))
