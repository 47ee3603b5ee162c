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
from casework.store.directory import Agency, Directory, Field, Rule, Takeover

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


def directory_of(
    *agencies: Agency,
    rules: dict[tuple[str, str | None], str] | None = None,
    takeovers: tuple[Takeover, ...] = (),
) -> Directory:
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
        takeovers=takeovers,
    )


def taken(
    agency: str, by: str, since: date, *, field: str | None = None, area: str | None = None
) -> Takeover:
    return Takeover(agency=agency, taken_by=by, since=since, field=field, area=area)


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


JULY, SOON = date(2025, 7, 1), date(2026, 1, 1)
ENDED = date(2025, 6, 30)


def leads(known: Directory, agency: str, field: str | None, area: str | None, day: date = DAY) -> str | None:
    found = known.taker(agency, field, area, day)
    return found.code if found else None


def test_a_part_goes_to_who_took_it_over_and_the_rest_to_the_successor() -> None:
    known = directory_of(
        *(agency("A", valid_to=ENDED, successor="B"), agency("B"), agency("C"), agency("D")),
        takeovers=(
            taken("A", "C", JULY, field="dat-dai"),
            taken("A", "D", JULY, field="dat-dai", area="362"),
        ),
        rules={("dat-dai", None): "A"},
    )
    assert leads(known, "A", "dat-dai", None) == leads(known, "A", "dat-dai", "36") == "C"
    assert leads(known, "A", "dat-dai", "362") == leads(known, "A", "dat-dai", "13900") == "D"
    assert leads(known, "A", "khac", "362") == leads(known, "A", None, None) == "B"
    assert leads(known, "A", "dat-dai", "362", ENDED) == "A"
    found = known.agency_for("dat-dai", "13900", DAY)
    assert found is not None and found.code == "D"


def test_a_part_may_leave_an_agency_that_goes_on_and_come_back_later() -> None:
    known = directory_of(
        *(agency("A"), agency("B")),
        takeovers=(taken("A", "B", JULY, field="dat-dai"), taken("B", "A", SOON, field="dat-dai")),
    )
    assert [leads(known, "A", "dat-dai", None, day) for day in (ENDED, JULY, SOON)] == ["A", "B", "A"]
    assert leads(known, "A", "khac", None) == "A"
    assert known.passed_on("A", "dat-dai", None, DAY) == JULY
    assert known.passed_on("A", "khac", None, DAY) is None


def test_who_took_over_may_end_on_the_same_day() -> None:
    known = directory_of(
        *(agency("A", valid_to=ENDED), agency("B", valid_to=ENDED, successor="C"), agency("C")),
        takeovers=(taken("A", "B", JULY, area="362"),),
    )
    assert leads(known, "A", "dat-dai", "13900") == "C"
    assert leads(known, "A", "dat-dai", "36") is None


def test_two_that_take_from_each_other_on_one_day_end_the_line() -> None:
    known = directory_of(
        *(agency("A"), agency("B")),
        takeovers=(taken("A", "B", JULY, field="dat-dai"), taken("B", "A", JULY, field="dat-dai")),
    )
    assert leads(known, "A", "dat-dai", None) is None


def test_what_nobody_took_over_goes_by_the_rules_then_upwards() -> None:
    known = directory_of(
        *(agency("A", valid_to=ENDED, parent="P"), agency("B"), agency("P", valid_to=ENDED, successor="Q")),
        agency("Q"),
        rules={("dat-dai", None): "B", ("dat-dai", "362"): "A"},
    )
    carriers = [known.carrier("A", field, "362", DAY) for field in ("dat-dai", "khac", None)]
    assert [one and one.code for one in carriers] == ["B", "Q", "Q"]


def test_an_agency_leads_what_it_took_over_everywhere_once() -> None:
    known = directory_of(
        *(agency("A", valid_to=ENDED, successor="B"), agency("B"), agency("C"), agency("D", valid_to=ENDED)),
        rules={("dat-dai", None): "A", ("dat-dai", "362"): "D", ("dat-dai", "13900"): "C"},
    )
    assert [(rule.area, rule.agency) for rule in known.leads(DAY)] == [(None, "B"), ("13900", "C")]
    assert [(rule.area, rule.agency) for rule in known.leads(ENDED)] == [
        (None, "A"),
        ("13900", "C"),
        ("362", "D"),
    ]


def test_outlets_and_areas_are_carried_on_from_the_day_after_their_last() -> None:
    known = replace(
        directory_of(),
        outlets=tuple(
            rows.Outlet(code=code, slug=code, name=code, name_en="", kind="both", email="", **dates)
            for code, dates in {
                "BND": {"valid_to": ENDED, "successor": "NEW"},
                "NEW": {"valid_from": JULY},
                "OLD": {"valid_to": ENDED},
            }.items()
        ),
        areas=(
            rows.Area(
                code="36", slug="36", name="36", name_en="", level="province", parent=None,
                valid_to=ENDED, successor="37",
            ),
            rows.Area(code="362", slug="362", name="362", name_en="", level="district", parent="36"),
            rows.Area(
                code="37", slug="37", name="37", name_en="", level="province", parent=None, valid_from=JULY
            ),
        ),
    )  # fmt: skip  # because a row of a table reads better in two lines
    assert [one.code for one in known.outlets_in_force(ENDED)] == ["BND", "OLD"]
    assert [one.code for one in known.outlets_in_force(DAY)] == ["NEW"]
    heirs = [known.outlet_heir(code, day) for code in ("BND", "OLD", "NEW") for day in (ENDED, DAY)]
    assert [heir and heir.code for heir in heirs] == ["BND", "NEW", "OLD", None, None, "NEW"]
    assert (known.area_heir("36", DAY), known.area_heir("362", DAY)) == (known.area("37"), known.area("362"))
    assert known.within("37") == {"37", "36", "362"} and known.within("36") == {"36", "362"}


def test_the_stamp_of_a_directory_is_that_of_what_is_in_it(casework: Casework, shipped: Directory) -> None:
    with casework.db.read() as session:
        again = rows.load(session)
    assert again == shipped and again.stamp == shipped.stamp
    assert replace(again, rules=again.rules[1:]).stamp != shipped.stamp
