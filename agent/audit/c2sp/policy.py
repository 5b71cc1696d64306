"""Whose checkpoints count: logs, witnesses, and how many of these have to agree (C2SP tlog-policy).

`read_policy` reads a file; `Policy.accepts` says whether a checkpoint is signed by a known log and by a quorum.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from agent.audit.c2sp.encoding import FormatRefused
from agent.audit.c2sp.keys import KeyType, PublicKey, parse_public_key
from agent.audit.c2sp.note import Note

NONE = "none"


@dataclass(frozen=True)
class Witness:
    name: str
    """Inside the policy alone."""
    key: PublicKey
    url: str | None


@dataclass(frozen=True)
class Group:
    needed: int
    members: tuple[str, ...]


@dataclass(frozen=True)
class Policy:
    logs: tuple[PublicKey, ...]
    witnesses: Mapping[str, Witness]
    groups: Mapping[str, Group]
    quorum: str

    def accepts(self, note: Note, origin: str) -> bool:
        """Whether a log of this origin and enough witnesses signed it. Raises SignatureRefused for a false one."""
        of_log = [log.has_signed(note) for log in self.logs if log.name == origin]
        cosigned = {name for name, witness in self.witnesses.items() if witness.key.has_signed(note)}
        return any(of_log) and self._is_met(self.quorum, cosigned)

    def knows_all_who_signed(self, note: Note) -> bool:
        keys = [*self.logs, *(witness.key for witness in self.witnesses.values())]
        return all(any(key.is_named_by(line) for key in keys) for line in note.signatures)

    def _is_met(self, name: str, cosigned: set[str]) -> bool:
        if name == NONE or name in cosigned:
            return True
        group = self.groups.get(name)
        return group is not None and sum(self._is_met(each, cosigned) for each in group.members) >= group.needed


@dataclass
class _Reading:
    logs: list[PublicKey] = field(default_factory=list)
    witnesses: dict[str, Witness] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    quorums: list[str] = field(default_factory=list)
    members: set[str] = field(default_factory=set)

    def take(self, words: list[str]) -> None:
        match words:
            case ["log", key] | ["log", key, _]:
                self.logs.append(parse_public_key(key, KeyType.LOG))
            case ["witness", name, key, *url] if len(url) <= 1:
                self._name(name)
                self.witnesses[name] = Witness(name, parse_public_key(key, KeyType.WITNESS), url[0] if url else None)
            case ["group", name, needed, *members] if members:
                self._group(name, needed, members)
            case ["quorum", name] if name == NONE or self._is_known(name):
                self.quorums.append(name)
            case _:
                raise FormatRefused(f"a policy has no such line: {words[0]}")

    def _group(self, name: str, needed: str, members: list[str]) -> None:
        self._name(name)
        if len({*members}) != len(members) or self.members & {*members} or not all(map(self._is_known, members)):
            raise FormatRefused("a group has members of lines before it, each in no other group")
        count = {"all": len(members), "any": 1}.get(needed) or (int(needed) if needed.isdecimal() else 0)
        if not 1 <= count <= len(members):
            raise FormatRefused("a group needs at least one, and no more than it has")
        self.members.update(members)
        self.groups[name] = Group(count, tuple(members))

    def _name(self, name: str) -> None:
        if name == NONE or self._is_known(name):
            raise FormatRefused("a name in a policy stands for one thing")

    def _is_known(self, name: str) -> bool:
        return name in self.witnesses or name in self.groups


def read_policy(text: str) -> Policy:
    """Raises FormatRefused."""
    reading = _Reading()
    for line in text.split("\n"):
        words = line.replace("\t", " ").split()
        if words and not words[0].startswith("#"):
            reading.take(words)
    keys = [key.content for key in [*reading.logs, *(each.key for each in reading.witnesses.values())]]
    if len(reading.quorums) != 1 or len({*keys}) != len(keys):
        raise FormatRefused("a policy has one quorum, and no key twice")
    return Policy(tuple(reading.logs), reading.witnesses, reading.groups, reading.quorums[0])
