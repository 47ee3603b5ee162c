"""Tables of what is counted of public reports, kept with every deed so that no page has to count."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy.orm import Mapped, mapped_column

from casework.domain.measures import Measure
from casework.store.columns import CODE, Base, words


class Subject(StrEnum):
    """What reports are counted by."""

    AGENCY = "agency"
    FIELD = "field"
    AREA = "area"
    TASK = "task"
    OUTLET = "outlet"


class CaseCountRow(Base):
    """How many public reports of a subject count as what. Of an agency field and area are told apart, so that
    a part of its work can be counted for whoever does it now; "" stands for none."""

    __tablename__ = "case_count"
    __table_args__ = ({"sqlite_with_rowid": False},)
    subject: Mapped[Subject] = mapped_column(words(Subject), primary_key=True)
    code: Mapped[str] = mapped_column(CODE, primary_key=True)
    field: Mapped[str] = mapped_column(CODE, primary_key=True)
    area: Mapped[str] = mapped_column(CODE, primary_key=True)
    measure: Mapped[Measure] = mapped_column(words(Measure), primary_key=True)
    days: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    reports: Mapped[int]
