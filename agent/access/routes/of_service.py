"""Bodies that hold values of a service's own: its scopes, the kinds of its acts."""

from collections.abc import Iterable
from enum import StrEnum
from functools import reduce
from operator import or_
from typing import Any

from pydantic import BaseModel, create_model


class OfService(BaseModel):
    """A body with type parameters that only a service can name."""

    @classmethod
    def holding(cls, *types: Any) -> Any:
        """The body for these types, by its own name, to annotate a route with: FastAPI reads annotations as it runs."""
        base: Any = cls.__class_getitem__(types)
        return create_model(cls.__name__, __base__=base, __module__=cls.__module__)


def enums_of(members: Iterable[StrEnum]) -> Any:
    """The union of the enums that these are members of."""
    return reduce(or_, dict.fromkeys(type(member) for member in members))
