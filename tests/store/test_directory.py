"""The directory as it is read: names, order, rules and successors."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from casework.actions.directory import import_directory
from casework.readings.directory import directory
from casework.store import directory as rows
from casework.store.casework import Casework
from casework.store.directory import Agency, Directory, Field, Rule

NAM_DINH = Path(__file__).resolve().parents[2] / "data" / "nam-dinh"
DAY = date(2026, 11, 2)


def agency(code: str, **known: object) -> Agency:
    blank = Agency(
        code=code,
        slug=code.lower(),
        name=code,
        name_en="",
        short_name=code,
        level="department",
        parent=None,
        area=None,
        email="",
        phone="",
        address="",
        valid_from=date(2014, 1, 1),
        valid_to=None,
        successor=None,
    )
    return replace(blank, **known)


def directory_of(*agencies: Agency, rules: dict[tuple[str, str | None], str] | None = None) -> Directory:
    areas = tuple(
        rows.Area(code=code, slug=code, name=code, name_en="", level="district", parent=parent)
        for code, parent in (("36", None), ("362", "36"), ("13900", "362"))
    )
    return Directory(
        outlets=(),
        areas=areas,
        agencies=agencies,
        heads=(),
        fields=(Field(code="dat-dai", name="Đất đai", name_en="Land", keywords="sổ đỏ; đất;", position=1),),
        tasks=(),
        rules=tuple(Rule(field=f, area=a, agency=g) for (f, a), g in (rules or {}).items()),
    )


@pytest.fixture
def shipped(casework: Casework) -> Directory:
    import_directory(casework, NAM_DINH)
    return directory(casework)


def test_the_shipped_directory_is_found_by_code_and_slug_in_the_order_of_the_pages(
    shipped: Directory,
) -> None:
    assert [outlet.code for outlet in shipped.outlets] == ["BND", "PTTH"]
    assert shipped.outlet_at("bao-nam-dinh") is shipped.outlet("BND")
    assert shipped.agencies[0].code == "UBNDTINH"
    assert [agency.code for agency in shipped.agencies][-1] == "UBND-366"
    assert shipped.areas[0].code == "36" and shipped.area_at("huyen-nam-truc") is shipped.area("362")
    assert [task.code for task in shipped.main_tasks] == ["1", "2", "3", "4", "5", "6", "7"]
    assert [topic.code for topic in shipped.sub_topics("2")][:2] == ["2.1", "2.2"]
    assert shipped.fields[0].code == "dat-dai" and "sổ đỏ" in shipped.fields[0].words
    assert shipped.agency_at("so-noi-vu") is shipped.agency("SNV")


def test_names_come_in_the_readers_language_and_never_fail(shipped: Directory) -> None:
    assert shipped.agency_name("SNV", "vi") == "Sở Nội vụ"
    assert shipped.agency_name("SNV", "en") == "Department of Home Affairs"
    assert shipped.agency_name("NEW", "vi") == "NEW"
    assert shipped.agency_name(None, "vi") == ""
    task = shipped.task("1.3")
    assert task is not None and task.badge("vi") == "Trái luật, chồng chéo"
    head = shipped.head_of("SNV", DAY)
    assert head is not None and head.titled("en") == "Director of Home Affairs"


def test_the_rule_of_the_area_goes_before_that_of_the_province(shipped: Directory) -> None:
    for area, lead in ((None, "STNMT"), ("36", "STNMT"), ("362", "UBND-362"), ("unknown", "STNMT")):
        found = shipped.agency_for("dat-dai", area, DAY)
        assert found is not None and found.code == lead
    assert shipped.agency_for("unknown", None, DAY) is None


def test_a_commune_without_a_rule_of_its_own_takes_its_districts() -> None:
    known = directory_of(agency("A"), agency("B"), rules={("dat-dai", None): "A", ("dat-dai", "362"): "B"})
    found = known.agency_for("dat-dai", "13900", DAY)
    assert found is not None and found.code == "B"


def test_new_work_goes_to_the_successor_and_its_successor_once_an_agency_has_ended() -> None:
    ends, later = date(2025, 6, 30), date(2026, 6, 30)
    known = directory_of(
        agency("A", valid_to=ends, successor="B"),
        agency("B", valid_from=date(2025, 7, 1), valid_to=later, successor="C"),
        agency("C", valid_from=date(2026, 7, 1)),
        rules={("dat-dai", None): "A"},
    )
    heirs = [known.agency_for("dat-dai", None, day) for day in (ends, date(2025, 7, 1), DAY)]
    assert [heir and heir.code for heir in heirs] == ["A", "B", "C"]
    assert [agency.code for agency in known.agencies_in_force(DAY)] == ["C"]


def test_where_the_line_of_an_agency_ends_the_provinces_rule_counts() -> None:
    known = directory_of(
        agency("A"),
        agency("B", valid_to=date(2025, 6, 30)),
        rules={("dat-dai", None): "A", ("dat-dai", "362"): "B"},
    )
    found = known.agency_for("dat-dai", "362", DAY)
    assert found is not None and found.code == "A"


def test_two_agencies_that_succeed_each_other_end_the_line() -> None:
    ended = date(2025, 6, 30)
    known = directory_of(
        agency("A", valid_to=ended, successor="B"), agency("B", valid_to=ended, successor="A")
    )
    assert known.heir_of("A", DAY) is None


def test_a_second_look_asks_the_database_nothing(casework: Casework, shipped: Directory) -> None:
    heard: list[str] = []
    stop = casework.db.on_statement(heard.append)
    assert directory(casework) is shipped
    stop()
    assert not heard


def test_an_agency_can_be_routed_to_from_its_first_day_to_its_last(
    casework: Casework, shipped: Directory
) -> None:
    with casework.db.read() as session:
        assert "SNV" in rows.codes_in_force(session, date(2014, 1, 1))
        assert not rows.codes_in_force(session, date(2013, 12, 31))
