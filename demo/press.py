"""What the demo's journalist has on their desk: a search, a clipping, a story, and a request to a reporter."""

from __future__ import annotations

from datetime import timedelta

from casework.actions import accreditation, clippings, contact_requests, stories, watching
from casework.domain.calendar import local_day
from casework.domain.policy import Actor
from casework.domain.values import OutletCode, Status
from casework.domain.watching import search
from casework.readings.lists import Filters, published_reports
from web.kitchen import Casework

BND = OutletCode("BND")


def fill(house: Casework, journalist: Actor, editor: Actor) -> None:
    """Let the journalist in by the newsroom, and give them a morning's work."""
    asking = accreditation.Asking(
        outlet=BND, name=journalist.name, medium="", card="IBT 02614", email="dung@baonamdinh.test"
    )
    number = accreditation.ask(house, asking, by=journalist)
    until = local_day(house.now()) + timedelta(days=365)
    accreditation.accept(house, number, until=until, sites=("baonamdinh.vn",), by=editor)
    watching.start(house, search({"q": "sổ đỏ"}, "Có chữ “sổ đỏ”"), by=journalist)
    answered = published_reports(house, Filters(outlet=BND, status=Status.CLOSED)).rows
    waiting = published_reports(house, Filters(outlet=BND, status=Status.ACCEPTED)).rows
    if answered:
        story = stories.Linking(
            title=f"Sau phản ánh của bạn đọc: {answered[0].title}",
            medium="Báo Nam Định",
            url=f"https://baonamdinh.vn/ban-doc/{answered[0].code.lower()}",
            published_at=house.now() - timedelta(hours=20),
        )
        stories.link(house, answered[0].code, story, by=journalist)
        clippings.clip(house, answered[0].code, by=journalist)
        note = "Gọi lại bộ phận một cửa: từ tháng tới trả kết quả tại nhà?"
        clippings.write(house, answered[0].code, note, by=journalist)
    if waiting:
        request = contact_requests.Asking(
            form_key="d" * 32,
            purpose="Viết bài về việc này cho số báo cuối tuần",
            questions="Bác có thể kể thêm đã đi lại mấy lần, gặp ai ở bộ phận một cửa không?",
        )
        asked = contact_requests.ask(house, waiting[0].code, request, by=journalist)
        contact_requests.forward(house, asked.id, by=editor)
