"""The second layer: whether a resource has the structure that FHIR R4 gives it, by the classes of fhir.resources.

R4B is read, which differs from R4 (4.0.1) in none of the resources that count here. It is structure alone: which
codes are allowed, and what a number may look like, is checked by the mapping. The library's sentences repeat values,
so these are our own.
"""

import re
from collections.abc import Mapping, Sequence
from os.path import commonprefix

from fhir.resources.R4B import get_fhir_model_class
from pydantic import ValidationError

from issuer.fhir.fault import ElementFault, fhir_path

MAX_FAULTS = 20
_CHOICE = re.compile(r"'(\w+)'")


def structure_faults(resource_type: str, resource: Mapping[str, object]) -> Sequence[ElementFault]:
    """What is wrong with its structure, at most 20 faults; nothing if it is sound."""
    try:
        get_fhir_model_class(resource_type).model_validate(resource)
    except ValidationError as error:
        return [_fault(each["loc"], each["type"], each["msg"]) for each in error.errors()[:MAX_FAULTS]]
    except KeyError:  # how the library meets a type of resource that it does not know
        return [ElementFault("contained", "structure", "Holds a resource of a type that FHIR R4 does not have.")]
    return ()


def _fault(steps: tuple[str | int, ...], kind: str, message: str) -> ElementFault:
    if kind.endswith("missing"):
        return ElementFault(fhir_path(steps), "missing", "Is required by FHIR R4.")
    if kind == "extra_forbidden":
        return ElementFault(fhir_path(steps), "structure", "Is no element of this resource in FHIR R4.")
    if steps == ("resource_type",):
        steps = ("resourceType",)
    if "from this list" in message and (choices := _CHOICE.findall(message)):
        # value[x], of which the library names all types
        steps = (*steps, commonprefix(choices))  # noqa: RUF071 - names of elements, no paths of files
        if "but got multiple" not in message:
            return ElementFault(fhir_path(steps), "missing", "Is required by FHIR R4 in one of its types.")
        return ElementFault(fhir_path(steps), "structure", "Stands there in more than one of its types.")
    return ElementFault(fhir_path(steps), "structure", "Has not the form that FHIR R4 gives it.")
