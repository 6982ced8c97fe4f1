"""One sample of everything that can be said over the socket, made from the catalogue itself."""

from __future__ import annotations

from typing import Any, get_args

import msgspec
import msgspec.inspect as shapes

from rooms.protocol.commands import AnyCommand
from rooms.protocol.events import AnySaid

ID = "0190d3a0-0000-7000-8000-000000000001"
PLAIN: dict[type, Any] = {
    shapes.FloatType: 25.0,
    shapes.BoolType: True,
    shapes.DateType: "2026-03-02",
    shapes.DateTimeType: "2026-03-02T09:11:05Z",
}


def wire_samples() -> dict[str, list[Any]]:
    """By direction: the samples as plain JSON values."""
    return {
        "commands": [msgspec.to_builtins(sample(kind)) for kind in get_args(AnyCommand)],
        "said": [msgspec.to_builtins(sample(kind)) for kind in get_args(AnySaid)],
    }


def sample(kind: type) -> Any:
    return msgspec.convert(value_of(shapes.type_info(kind)), kind)


def value_of(kind: shapes.Type) -> Any:
    """A value of the type: optional ones are there, lists hold one of each thing that they may hold."""
    match kind:
        case shapes.StructType():
            tag = {kind.tag_field: kind.tag} if kind.tag_field else {}
            return tag | {field.encode_name: value_of(field.type) for field in kind.fields}
        case shapes.UnionType(types=types):
            return value_of(types[0])
        case shapes.ListType(item_type=item, min_length=least):
            each_kind = item.types if isinstance(item, shapes.UnionType) else [item]
            return [value_of(each) for each in each_kind] * (least or 1)
        case shapes.DictType(value_type=value):
            return {ID: value_of(value)}
    return plain_value(kind)


def plain_value(kind: shapes.Type) -> Any:
    match kind:
        case shapes.LiteralType(values=values):
            return min(values)
        case shapes.StrType(max_length=most):
            return ID[:most]
        case shapes.IntType(le=most):
            return min(7, most or 7)
    return PLAIN[type(kind)]
