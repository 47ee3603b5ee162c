"""The directory as a register: agencies, outlets, areas, fields and tasks by code, by address and by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from casework.domain.lessons import About
from casework.domain.vocabulary import Vocabulary
from casework.store.directory_entries import Agency, Area, Field, Head, Named, Outlet, Procedure, Task
from casework.store.directory_words import (
    AgencyKeywords,
    TaskKeywords,
    names_of_agencies,
    names_of_areas,
)


@dataclass(frozen=True, kw_only=True)
class Register:
    """What there is, by code and by name. Tuples are in the order in which pages show them.

    `agency(code)` and its like find by code, `agency_at(slug)` by the slug of an address; both give None for
    what is not there. `agency_name(code, lang)` and its like always give something to show: the code itself
    when the directory is older than the row that names it, nothing for None.
    """

    outlets: tuple[Outlet, ...]
    areas: tuple[Area, ...]
    agencies: tuple[Agency, ...]
    heads: tuple[Head, ...]
    fields: tuple[Field, ...]
    tasks: tuple[Task, ...]  # sub-topics among them, each after its task
    agency_keywords: tuple[AgencyKeywords, ...] = ()
    task_keywords: tuple[TaskKeywords, ...] = ()
    procedures: tuple[Procedure, ...] = ()

    def outlet(self, code: str | None) -> Outlet | None:
        return self._outlets.get(code or "")

    def outlet_at(self, slug: str) -> Outlet | None:
        return self._outlet_slugs.get(slug)

    def outlet_name(self, code: str | None, lang: str) -> str:
        return _called(self.outlet(code), code, lang)

    def area(self, code: str | None) -> Area | None:
        return self._areas.get(code or "")

    def area_at(self, slug: str) -> Area | None:
        return self._area_slugs.get(slug)

    def area_name(self, code: str | None, lang: str) -> str:
        return _called(self.area(code), code, lang)

    def agency(self, code: str | None) -> Agency | None:
        return self._agencies.get(code or "")

    def agency_at(self, slug: str) -> Agency | None:
        return self._agency_slugs.get(slug)

    def agency_name(self, code: str | None, lang: str) -> str:
        return _called(self.agency(code), code, lang)

    def field(self, code: str | None) -> Field | None:
        return self._fields.get(code or "")

    def field_name(self, code: str | None, lang: str) -> str:
        return _called(self.field(code), code, lang)

    def task(self, code: str | None) -> Task | None:
        return self._tasks.get(code or "")

    def task_name(self, code: str | None, lang: str) -> str:
        return _called(self.task(code), code, lang)

    def procedure(self, code: str | None) -> Procedure | None:
        return next((one for one in self.procedures if one.code == code), None)

    def procedures_of(self, field: str) -> tuple[Procedure, ...]:
        """The procedures of a field."""
        return tuple(one for one in self.procedures if one.field == field)

    @property
    def main_tasks(self) -> tuple[Task, ...]:
        """The tasks of the plan, without their sub-topics."""
        return self.sub_topics(None)

    def sub_topics(self, task: str | None) -> tuple[Task, ...]:
        """The sub-topics of a task, in order."""
        return tuple(topic for topic in self.tasks if topic.parent == task)

    def agencies_in_force(self, day: date) -> tuple[Agency, ...]:
        """The agencies that work on that day."""
        return tuple(agency for agency in self.agencies if agency.is_in_force(day))

    def outlets_in_force(self, day: date) -> tuple[Outlet, ...]:
        """The outlets that take reports in on that day."""
        return tuple(outlet for outlet in self.outlets if outlet.is_in_force(day))

    def areas_in_force(self, day: date) -> tuple[Area, ...]:
        """The areas that there are on that day."""
        return tuple(area for area in self.areas if area.is_in_force(day))

    def head_of(self, agency: str, day: date) -> Head | None:
        """Who stands at the top of an agency on that day."""
        return next((head for head in self.heads if head.agency == agency and head.is_in_force(day)), None)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The words by which people call fields, tasks and agencies, to be found in a text."""
        return Vocabulary(
            {
                About.FIELD: {field.code: field.words for field in self.fields},
                About.TASK: {each.task: each.words for each in self.task_keywords},
                About.AGENCY: {each.agency: each.words for each in self.agency_keywords},
            },
            agencies=names_of_agencies(self.agencies, self.areas),
            places=names_of_areas(self.areas),
        )

    @cached_property
    def _outlets(self) -> Mapping[str, Outlet]:
        return {outlet.code: outlet for outlet in self.outlets}

    @cached_property
    def _outlet_slugs(self) -> Mapping[str, Outlet]:
        return {outlet.slug: outlet for outlet in self.outlets}

    @cached_property
    def _areas(self) -> Mapping[str, Area]:
        return {area.code: area for area in self.areas}

    @cached_property
    def _area_slugs(self) -> Mapping[str, Area]:
        return {area.slug: area for area in self.areas}

    @cached_property
    def _agencies(self) -> Mapping[str, Agency]:
        return {agency.code: agency for agency in self.agencies}

    @cached_property
    def _agency_slugs(self) -> Mapping[str, Agency]:
        return {agency.slug: agency for agency in self.agencies}

    @cached_property
    def _fields(self) -> Mapping[str, Field]:
        return {field.code: field for field in self.fields}

    @cached_property
    def _tasks(self) -> Mapping[str, Task]:
        return {task.code: task for task in self.tasks}


def _called(found: Named | None, code: str | None, lang: str) -> str:
    return found.called(lang) if found is not None else code or ""
