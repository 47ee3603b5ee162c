"""Proposals: what lists, rules and decisions say together, and why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from casework.domain.lessons import About, Lesson, Tally, count, local_label
from casework.domain.proposals import (
    AT_MOST,
    CONFIDENT,
    ByDecisions,
    ByKeywords,
    ByRule,
    Called,
    Chosen,
    Proposal,
    Question,
    Suggested,
    propose,
)
from casework.domain.values import AgencyCode, AreaCode, FieldCode, Kind, TaskCode
from casework.domain.vocabulary import Vocabulary

WORDS = Vocabulary(
    {
        About.FIELD: {"dat-dai": ["sổ đỏ", "tách thửa"], "thue": ["thuế", "hóa đơn"]},
        About.AGENCY: {"STNMT": ["sổ đỏ", "thửa đất"], "CUCTHUE": ["thuế", "hóa đơn"], "KBNN": ["kho bạc"]},
        About.TASK: {
            "2.3": ["quá hẹn", "trễ hẹn", "một cửa"],
            **{f"2.{n}": ["một cửa"] for n in range(5, 9)},
        },
    },
    agencies={"SNV": ["sở nội vụ"]},
    places={},
)
DISTRICT = AgencyCode("UBND-362")
AGENCIES = {
    **{code: AgencyCode(code) for code in ("STNMT", "CUCTHUE", "KBNN", "SNV", "STC")},
    "UBND-362": DISTRICT,
    local_label("district"): DISTRICT,
}
LEADS = {
    FieldCode("dat-dai"): (DISTRICT, AgencyCode("STNMT")),
    FieldCode("thue"): (None, AgencyCode("CUCTHUE")),
}
TASKS = {"2": None, "2.3": "2", "2.5": "2", "4": None, "4.6": "4"}


def question(title: str, body: str = "", **known: Any) -> Question:
    given = {
        "kind": Kind.COMPLAINT,
        "field": None,
        "agencies": AGENCIES,
        "leads": LEADS,
        "tasks": TASKS,
        "place": AreaCode("362"),
    }
    return Question(title=title, body=body, read=WORDS.read(title, body), **{**given, **known})


def taught(*lessons: tuple[str, Lesson], times: int = 1, kind: Kind = Kind.COMPLAINT) -> Tally:
    tally: Tally = {}
    for text, lesson in lessons:
        for _ in range(times):
            count(tally, lesson, (text, ""), kind=kind)
    return tally


def agencies(asked: Question, learned: Mapping[str, Any] | None = None) -> tuple[Proposal, ...]:
    return propose(asked, learned or {}).agencies


def test_before_anybody_has_decided_the_lists_propose_and_say_by_which_words() -> None:
    first = agencies(question("Kho bạc trả lại hồ sơ"))[0]
    assert first.code == "KBNN" and first.reasons == (ByKeywords(words=("kho bạc",)),)


def test_the_field_that_the_reporter_chose_leads_to_the_agencies_of_its_rules() -> None:
    found = agencies(question("Chờ mãi", field=FieldCode("dat-dai")))
    assert {one.code for one in found} == {DISTRICT, "STNMT"}
    rules = {reason.area for one in found for reason in one.reasons if isinstance(reason, ByRule)}
    assert rules == {"362", None}


def test_nothing_is_proposed_for_no_reason() -> None:
    found = propose(question("Chờ mãi", kind=Kind.QUESTION, leads={}), {})
    assert found.agencies == found.fields == found.tasks == () and found.standing is None


def test_at_most_three_are_proposed_their_shares_falling() -> None:
    words = "kho bạc, thuế, sổ đỏ, gửi Sở Nội vụ"
    found = agencies(question("Hỏi nhiều nơi", words, field=FieldCode("dat-dai")))
    assert len(found) == AT_MOST
    assert [one.share for one in found] == sorted((one.share for one in found), reverse=True)


def test_enough_decisions_outweigh_the_lists() -> None:
    asked = question("Sổ đỏ bị giữ ở ngân hàng")
    assert agencies(asked)[0].code == "STNMT"
    decided = taught(("sổ đỏ bị giữ", Lesson(agency="STC")), ("chờ mãi", Lesson(agency="STNMT")), times=60)
    first = agencies(asked, decided)[0]
    assert first.code == "STC" and ByDecisions(count=60) in first.reasons


def test_decisions_on_the_reporters_field_choose_between_its_rules() -> None:
    asked = question("Chờ mãi", field=FieldCode("dat-dai"))
    field = FieldCode("dat-dai")
    for label, code in ((local_label("district"), DISTRICT), ("STNMT", "STNMT")):
        decided = taught(("việc khác hẳn", Lesson(agency=label, field=field)), times=10)
        assert agencies(asked, decided)[0].code == code


def test_what_one_district_decided_counts_for_the_place_of_the_report() -> None:
    local = Lesson(agency=local_label("district"))
    decided = taught(("đèn đường hỏng", local), ("chờ mãi", Lesson(agency="STC")), times=30)
    other = AgencyCode("UBND-366")
    there = {**AGENCIES, "UBND-366": other, local_label("district"): other}
    for known, code in ((AGENCIES, DISTRICT), (there, other)):
        assert agencies(question("Đèn đường hỏng", agencies=known, leads={}), decided)[0].code == code


def test_what_an_ended_agency_was_sent_counts_for_its_heir() -> None:
    decided = taught(("máy gặt hỏng", Lesson(agency="SNN")), ("chờ mãi", Lesson(agency="STC")), times=30)
    heirs = {**AGENCIES, "SNN": AgencyCode("STNMT")}
    assert agencies(question("Máy gặt hỏng", agencies=heirs), decided)[0].code == "STNMT"
    assert "SNN" not in {one.code for one in agencies(question("Máy gặt hỏng"), decided)}


def test_who_gave_it_back_is_not_proposed_and_who_they_proposed_is_first() -> None:
    asked = question(
        "Sổ đỏ", field=FieldCode("dat-dai"), refused=frozenset({"STNMT"}), suggested=AgencyCode("STC")
    )
    found = agencies(asked)
    assert found[0].code == "STC" and Suggested() in found[0].reasons
    assert "STNMT" not in {one.code for one in found}


def test_who_the_reporter_wants_and_who_the_text_names_are_proposed_with_that() -> None:
    found = {one.code: one for one in agencies(question("Gửi Sở Nội vụ", wanted=AgencyCode("STC")))}
    assert Chosen() in found["STC"].reasons and Called() in found["SNV"].reasons


def test_fewer_than_three_decisions_are_not_told() -> None:
    for times, told in ((2, False), (3, True)):
        decided = taught(("máy gặt hỏng", Lesson(agency="KBNN")), times=times)
        decided |= taught(("chờ mãi", Lesson(agency="STC")), times=40)
        reasons = agencies(question("Kho bạc, máy gặt hỏng"), decided)[0].reasons
        assert (ByDecisions(count=times) in reasons) is told


def test_a_field_is_proposed_by_the_words_whatever_the_reporter_chose() -> None:
    found = propose(question("Sổ đỏ, tách thửa", field=FieldCode("thue")), {}).fields
    assert found[0].code == "dat-dai" and found[0].reasons == (ByKeywords(words=("sổ đỏ", "tách thửa")),)


def test_a_task_is_proposed_as_a_whole_where_none_of_its_topics_stands_out() -> None:
    assert propose(question("Quá hẹn, trễ hẹn"), {}).tasks[0].code == "2.3"
    many = {**TASKS, **{f"2.{n}": "2" for n in range(6, 9)}, **{f"4.{n}": "4" for n in range(1, 6)}}
    whole = propose(question("Bộ phận một cửa", tasks=many), {}).tasks
    assert [one.code for one in whole] == ["2"] and whole[0].reasons == (ByKeywords(words=("một cửa",)),)


def test_the_kind_of_a_report_speaks_for_the_tasks_of_its_kind() -> None:
    learned = taught(("cô giáo ở lại", Lesson(task=TaskCode("4.6"))), times=20, kind=Kind.PRAISE)
    learned |= taught(("chờ lâu", Lesson(task=TaskCode("2.3"))), times=20)
    praise = propose(question("Ngồi đợi", kind=Kind.PRAISE), learned).tasks
    assert praise == () or praise[0].code == "4.6"


def test_who_is_much_likelier_than_all_others_stands_chosen() -> None:
    sure = propose(question("Thuế", "Hóa đơn bị trả.", field=FieldCode("thue")), {})
    assert sure.standing is not None and sure.standing.code == "CUCTHUE"
    both = propose(question("Kho bạc, hóa đơn, sổ đỏ"), {})
    assert both.standing is None and {one.code for one in both.agencies} >= {"KBNN", "CUCTHUE"}


def test_who_a_rule_or_the_agency_before_names_stands_chosen_though_nothing_else_speaks() -> None:
    by_rule = propose(question("Cần cải thiện", field=FieldCode("thue")), {})
    assert by_rule.standing is not None and by_rule.standing.code == "CUCTHUE"
    assert by_rule.standing.share < CONFIDENT
    given_back = propose(question("Cần cải thiện", suggested=AgencyCode("STC")), {})
    assert given_back.standing is not None and given_back.standing.code == "STC"


def test_a_rule_that_the_words_speak_against_does_not_stand_chosen() -> None:
    found = propose(question("Kho bạc trả chậm, chờ ở kho bạc", field=FieldCode("thue")), {})
    assert found.agencies[0].code == "KBNN" and found.standing is None
    assert "CUCTHUE" in {one.code for one in found.agencies}


def test_a_rule_is_no_reason_while_nobody_knows_the_field() -> None:
    found = agencies(question("Kho bạc"))
    assert not [one for one in found for reason in one.reasons if isinstance(reason, ByRule)]


def test_a_question_asks_for_every_word_that_its_answer_looks_up() -> None:
    asked = question("Sổ đỏ và thuế", "Nhà tôi tách thửa.", field=FieldCode("dat-dai"))
    looked: set[str] = set()

    class Heard(dict[str, Any]):
        def __contains__(self, word: object) -> bool:
            looked.add(str(word))
            return super().__contains__(word)

        def get(self, word: str, default: Any = None) -> Any:
            looked.add(word)
            return super().get(word, default)

    propose(asked, Heard(taught(("sổ đỏ", Lesson(agency="STNMT")))))
    assert looked <= set(asked.words)
