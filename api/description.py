"""The OpenAPI 3.1 description, made from the operations as they are served."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any, Final

from flask import current_app, request
from flask_babel import gettext as _
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema
from werkzeug.routing import Rule

from api import problems
from api.answers import ProblemDetails
from api.operations import Operation, operation_of
from api.reading_in import KEY_OF_FORM
from api.words import HEADERS, PLACES, TAGS, WORDS
from web.kitchen import settings

VERSION: Final = "1.0.0"
_REFS: Final = "#/components/schemas/{model}"
_PLACE: Final = re.compile(r"<(?:[^<>:]+:)?(\w+)>")
_SHOWN_METHODS: Final = ("GET", "POST", "DELETE")
Schema = dict[str, Any]


def description() -> Schema:
    """The whole of it, in the language of the request."""
    served = list(operations())
    return {
        "openapi": "3.1.0",
        "info": {
            "title": str(_("API Diễn đàn Cải cách hành chính")),
            "version": VERSION,
            "description": str(
                _(
                    "Đọc mọi phản ánh đã đăng không cần tài khoản; gửi và theo dõi phản ánh của mình bằng "
                    "mã truy cập."
                )
            ),
        },
        "servers": [{"url": settings().public_url + request.script_root}],
        "tags": [{"name": name, "description": str(words)} for name, words in TAGS.items()],
        "paths": _paths(served),
        # A token is never needed to read; with one that may, a program may ask more often.
        "security": [{}, {"token": []}],
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": _schemas(served),
            "responses": {str(status): _refusal(status) for status in sorted(_refusals(served))},
        },
    }


def operations() -> Iterator[tuple[Rule, str, Operation]]:
    """Every operation that is served, with its rule and method, in the order of the addresses."""
    rules = sorted(current_app.url_map.iter_rules(), key=lambda rule: rule.rule)
    for rule in rules:
        found = operation_of(current_app.view_functions[rule.endpoint])
        if found is not None:
            methods = [method for method in _SHOWN_METHODS if method in (rule.methods or ())]
            yield from ((rule, method, found) for method in methods)


def path_of(rule: Rule) -> str:
    """The address as OpenAPI writes it: /reports/{code}."""
    return _PLACE.sub(r"{\1}", rule.rule)


def _paths(served: list[tuple[Rule, str, Operation]]) -> Schema:
    paths: dict[str, Schema] = {}
    for rule, method, one in served:
        paths.setdefault(path_of(rule), {})[method.lower()] = _operation(rule, one)
    return paths


def _operation(rule: Rule, one: Operation) -> Schema:
    told: Schema = {
        "operationId": rule.endpoint.rpartition(".")[2],
        "summary": str(one.summary),
        "tags": [one.tag],
        "parameters": [*_places(rule, one), *_query(one), *_headers(one)],
        "responses": {
            str(one.status): _success(one),
            **({"302": {"description": str(_("Ở địa chỉ khác"))}} if one.leads_on else {}),
            **{str(status): {"$ref": f"#/components/responses/{status}"} for status in sorted(one.refusals)},
        },
    }
    if one.scope is not None:
        told["security"] = [{"token": [one.scope.value]}]
    if one.about:
        told["description"] = str(one.about)
    if one.body is not None:
        content = {"schema": _ref(one.body), "example": dict(one.example)}
        told["requestBody"] = {"required": True, "content": {"application/json": content}}
    return told


def _places(rule: Rule, one: Operation) -> list[Schema]:
    return [
        {
            "name": name,
            "in": "path",
            "required": True,
            "schema": {"type": "string", "minLength": 1, "maxLength": 60},
            "description": str(PLACES[name]),
            "example": one.places[name],
        }
        for name in _PLACE.findall(rule.rule)
    ]


def _query(one: Operation) -> list[Schema]:
    if one.query is None:
        return []
    schema = _inlined(one.query)
    return [
        {
            "name": name,
            "in": "query",
            "required": name in schema.get("required", ()),
            "schema": _bare(found),
            "description": str(WORDS[name]),
            **({"example": one.example[name]} if name in one.example else {}),
        }
        for name, found in schema["properties"].items()
    ]


def _headers(one: Operation) -> list[Schema]:
    return [
        {
            "name": name,
            "in": "header",
            "required": True,
            "schema": {"type": "string", "pattern": KEY_OF_FORM.pattern},
            "description": str(HEADERS[name]),
            "example": "0b1f6c0e-9a2d-4c39-8f5e-3f1f0f6f8a11",
        }
        for name in one.headers
    ]


def _success(one: Operation) -> Schema:
    return {
        "description": HTTPStatus(one.status).phrase,
        "content": {"application/json": {"schema": _ref(one.answer)}},
    }


def _refusal(status: int) -> Schema:
    return {
        "description": problems.title_of(status),
        "content": {problems.MEDIA_TYPE: {"schema": _ref(ProblemDetails)}},
    }


def _refusals(served: list[tuple[Rule, str, Operation]]) -> set[int]:
    return {status for _, _, one in served for status in one.refusals}


def _schemas(served: list[tuple[Rule, str, Operation]]) -> Schema:
    """Every model by its name, with words for each of its members."""
    told = {one.answer for _, _, one in served} | {ProblemDetails}
    asked = {one.body for _, _, one in served if one.body is not None}
    models: list[Any] = [(model, "serialization") for model in sorted(told, key=_named)]
    models += [(model, "validation") for model in sorted(asked, key=_named)]
    _names, made = models_json_schema(models, ref_template=_REFS)
    return {name: _worded(_bare(schema)) for name, schema in sorted(made["$defs"].items())}


def _worded(schema: Schema) -> Schema:
    for name, member in schema.get("properties", {}).items():
        member["description"] = str(WORDS[name])
    return schema


def _bare(schema: Any) -> Any:
    """Without the names and comments of the code."""
    if isinstance(schema, list):
        return [_bare(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        name: {key: _bare(one) for key, one in value.items()} if name == "properties" else _bare(value)
        for name, value in schema.items()
        if name not in ("title", "description")
    }


def _inlined(model: type[BaseModel]) -> Schema:
    """The schema of a query with what it refers to in place of the references."""
    schema = model.model_json_schema()
    named: Mapping[str, Schema] = schema.pop("$defs", {})

    def put(value: Any) -> Any:
        if isinstance(value, list):
            return [put(one) for one in value if one != {"type": "null"}]
        if not isinstance(value, dict):
            return value
        if "$ref" in value:
            more = {name: one for name, one in value.items() if name != "$ref"}
            return put({**named[value["$ref"].rpartition("/")[2]], **more})
        found = {name: put(one) for name, one in value.items() if not (name == "default" and one is None)}
        if len(found.get("anyOf", ())) == 1:  # a query has no null: what is not asked for is left out
            found |= found.pop("anyOf")[0]
        return found

    made: Schema = put(schema)
    return made


def _ref(model: type[BaseModel]) -> Schema:
    return {"$ref": f"#/components/schemas/{model.__name__}"}


def _named(model: type[BaseModel]) -> str:
    return model.__name__
