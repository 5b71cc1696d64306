"""Names: who issued a card and who asks, from the signed registry of organisations and from nothing else.

A registry that cannot be read, or is not signed by the operator, names nobody: everybody is unknown until it is mended,
and the log says so. Cards can still be held and shown meanwhile.
"""

from typing import Protocol

from agent.service.logging import declare_fields, get_logger
from agent.signed_file import Signed
from wallet_api.domain.organisation import Organisations

declare_fields("sequence")
log = get_logger(__name__)
NOBODY = Organisations()


class RegistryFile(Protocol):
    def read(self) -> Signed[Organisations] | None:
        """Raises ValueError, OSError."""
        ...


class Naming:
    def __init__(self, file: RegistryFile | None) -> None:
        self._file = file
        self._told: str | int | None = None

    def current(self) -> Organisations:
        """As it stands now."""
        if self._file is None:
            return NOBODY
        try:
            signed = self._file.read()
        except (ValueError, OSError) as broken:
            self._tell(f"The registry of organisations is not acceptable: {broken}.")
            return NOBODY
        found = signed.content if signed else NOBODY
        self._tell(found.sequence)
        return found

    def _tell(self, what: str | int) -> None:
        """Once for each change: the sequence in force, or why there is none."""
        if what == self._told:
            return
        self._told = what
        if isinstance(what, int):
            log.info("organisations.in_force", sequence=what)
        else:
            log.error("organisations.not_acceptable", sentence=what)
