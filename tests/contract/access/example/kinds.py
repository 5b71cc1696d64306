"""What is the example service's own: a desk at which visits are noted."""

from enum import StrEnum

from agent.access.domain.act_kinds import ActKinds


class Scope(StrEnum):
    VISITS = "visits"
    ADMIN = "admin"


class Noted(StrEnum):
    VISIT_NOTED = "visit-noted"


class Record(StrEnum):
    VISIT = "visit"


ACT_KINDS = ActKinds({Noted.VISIT_NOTED: Record.VISIT})
