"""The C2SP formats: public figures, what is written is read, and everything else is refused."""

from datetime import UTC, datetime

import pytest

from agent.audit.c2sp.bundles import bundle_of, parse_bundle
from agent.audit.c2sp.checkpoint import Checkpoint, parse_checkpoint
from agent.audit.c2sp.encoding import FormatRefused
from agent.audit.c2sp.keys import KeyType, PrivateKey, SignatureRefused, parse_private_key, parse_public_key
from agent.audit.c2sp.note import Note, parse_note
from agent.audit.c2sp.policy import read_policy
from agent.audit.c2sp.proof import LogProof, parse_proof
from agent.audit.c2sp.submission import Submission, parse_submission
from tests.unit.audit.merkle_figures import SOME_HASH

# Of the documentation of golang.org/x/mod/sumdb/note, re-typed.
VKEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
SKEY = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
BODY = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
SIGNED = (
    f"{BODY}\n\u2014 PeterNeumann "
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
# The examples of c2sp.org/tlog-witness and tlog-cosignature, re-typed; whose keys they are is not public.
SUBMISSION = """old 20852014
PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=
jrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=

example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

\u2014 example.com/behind-the-sofa \
Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
"""
NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
# Not drawn: they are in the names of tests, which have to be the same in every process of a run.
LOG = PrivateKey("log.example/1", KeyType.LOG, b"\x09" * 32)
WITNESSES = {f"w{n}": PrivateKey(f"w{n}.example", KeyType.WITNESS, bytes([n]) * 32) for n in (1, 2, 3)}
CHECKPOINT = Checkpoint(LOG.name, 7, SOME_HASH)


def signed(*witnesses: str, by: PrivateKey = LOG) -> Note:
    lines = [WITNESSES[each].cosign(CHECKPOINT.body, NOW) for each in witnesses]
    return Note(CHECKPOINT.body, (by.sign(CHECKPOINT.body), *lines))


def test_a_public_note_is_read_checked_and_signed_alike() -> None:
    note, key = parse_note(SIGNED), parse_private_key(SKEY, KeyType.LOG)
    assert note.body == BODY and note.text == SIGNED
    assert parse_public_key(VKEY, KeyType.LOG).has_signed(note)
    assert key.public.text == VKEY and key.text == SKEY
    assert Note(BODY, (key.sign(BODY),)).text == SIGNED


def test_a_note_that_was_changed_is_refused() -> None:
    key = parse_public_key(VKEY, KeyType.LOG)
    with pytest.raises(SignatureRefused):
        key.has_signed(parse_note(SIGNED.replace("think", "thank")))
    assert not key.has_signed(parse_note(SIGNED.replace("PeterNeumann", "Somebody")))


@pytest.mark.parametrize(
    "text",
    [
        "", "\n", "text\n", BODY, SIGNED[:-1], SIGNED.replace("\u2014", "-"), SIGNED.replace("PeterNeumann", "Peter+N"),
        SIGNED.replace("JnAM=", "JnAN="), SIGNED.replace("\n\n", "\n"), SIGNED.replace("If", "I\tf"), SIGNED + "\n",
        f"{BODY}\n\u2014 PeterNeumann xx8go===\n", SIGNED + SIGNED.split("\n\n")[1] * 40, "x" * 70_000 + SIGNED,
    ],
)  # fmt: skip
def test_what_is_no_signed_note_is_refused(text: str) -> None:
    with pytest.raises(FormatRefused):
        parse_note(text)


@pytest.mark.parametrize(
    "text", ["", VKEY.replace("c74f", "c74e"), VKEY[:-4], VKEY + "=", SKEY, "a+b", "a b+c74f20a3+AR"]
)
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(FormatRefused):
        parse_public_key(text, KeyType.LOG)
    with pytest.raises(FormatRefused):
        parse_public_key(VKEY, KeyType.WITNESS)


def test_a_witness_signs_the_time_with_the_checkpoint() -> None:
    key = WITNESSES["w1"]
    line = key.cosign(CHECKPOINT.body, NOW)
    assert key.public.check(CHECKPOINT.body, line) == NOW
    later = type(line)(line.name, line.key_id, line.signature[:7] + b"\xff" + line.signature[8:])
    for body, changed in ((CHECKPOINT.body, later), (CHECKPOINT.body + "x\n", line)):
        with pytest.raises(SignatureRefused):
            key.public.check(body, changed)


def test_a_key_of_one_type_does_not_sign_as_the_other() -> None:
    with pytest.raises(ValueError, match="another type"):
        LOG.cosign(CHECKPOINT.body, NOW)
    with pytest.raises(ValueError, match="another type"):
        WITNESSES["w1"].sign(CHECKPOINT.body)


def test_a_secret_key_does_not_show() -> None:
    assert repr(LOG.seed) not in repr(LOG)


def test_the_public_example_of_a_submission_is_read_and_written_alike() -> None:
    found = parse_submission(SUBMISSION)
    assert (found.old_size, found.checkpoint.size, len(found.proof)) == (20852014, 20852163, 2)
    assert found.text == SUBMISSION


@pytest.mark.parametrize(
    "text",
    [
        "", SUBMISSION.replace("old 2", "old 02"), SUBMISSION.replace("old 2", "new 2"),
        SUBMISSION.replace("old 2", "old -2"), SUBMISSION.replace("PlRN", "PlR"),
        SUBMISSION.replace("20852163", "020852163"), SUBMISSION.replace("20852163", "x"),
        SUBMISSION.replace("\njrJZ", "\n" + "jrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=\n" * 62 + "jrJZ"),
        SUBMISSION.replace("\n20852163", ""), SUBMISSION.replace("CsUYapGGPo4d", ""),
    ],
)  # fmt: skip
def test_what_is_no_submission_is_refused(text: str) -> None:
    with pytest.raises(FormatRefused):
        parse_submission(text)


def test_submission_proof_and_checkpoint_are_read_as_they_are_written() -> None:
    note = signed("w1")
    assert parse_checkpoint(note.text) == (CHECKPOINT, note)
    submission = Submission(3, [SOME_HASH], CHECKPOINT, note)
    assert parse_submission(submission.text) == submission
    for hashes in ([], [SOME_HASH, SOME_HASH]):
        proof = LogProof(0, hashes, CHECKPOINT, note)
        assert parse_proof(proof.text) == proof


@pytest.mark.parametrize(("old", "new"), [("v1", "v2"), ("index 0", "index 00"), ("index", "extra"), ("\n\n", "\n")])
def test_what_is_no_proof_is_refused(old: str, new: str) -> None:
    with pytest.raises(FormatRefused):
        parse_proof(LogProof(0, [SOME_HASH], CHECKPOINT, signed()).text.replace(old, new, 1))


def test_entries_are_bundled_with_their_lengths() -> None:
    entries = [b"", b"one", b"x" * 65_535]
    content = bundle_of(entries)
    assert parse_bundle(content) == entries
    for cut in (content[:-1], content + b"\x00"):
        with pytest.raises(FormatRefused):
            parse_bundle(cut)


def policy(quorum: str, groups: str = "") -> str:
    lines = [f"witness {name} {key.public.text} http://{name}.example" for name, key in WITNESSES.items()]
    return "\n".join(["# a comment", f"log {LOG.public.text}", "", *lines, groups, f"\tquorum  {quorum}", ""])


@pytest.mark.parametrize(
    ("quorum", "groups", "enough", "too_few"),
    [
        ("none", "", [()], []),
        ("w1", "", [("w1",), ("w1", "w2")], [(), ("w2", "w3")]),
        ("g", "group g all w1 w2", [("w1", "w2")], [("w1",), ("w2", "w3")]),
        ("g", "group g any w1 w2", [("w1",), ("w2",)], [(), ("w3",)]),
        ("g", "group g 2 w1 w2 w3", [("w1", "w3")], [("w1",)]),
        ("o", "group i any w1 w2\ngroup o all i w3", [("w2", "w3")], [("w1", "w2"), ("w3",)]),
    ],
)
def test_a_policy_counts_who_cosigned(
    quorum: str, groups: str, enough: list[tuple[str, ...]], too_few: list[tuple[str, ...]]
) -> None:
    read = read_policy(policy(quorum, groups))
    assert all(read.accepts(signed(*each), LOG.name) for each in enough)
    assert not any(read.accepts(signed(*each), LOG.name) for each in too_few)


def test_a_policy_accepts_no_other_log_and_no_false_signature() -> None:
    read = read_policy(policy("w1"))
    assert not read.accepts(signed("w1"), "log.example/2")
    assert not read.accepts(signed("w1", by=PrivateKey.draw(LOG.name, KeyType.LOG)), LOG.name)
    false = signed("w1").signatures[1]
    changed = type(false)(false.name, false.key_id, false.signature[:-1] + bytes([false.signature[-1] ^ 1]))
    with pytest.raises(SignatureRefused):
        read.accepts(Note(CHECKPOINT.body, (signed().signatures[0], changed)), LOG.name)
    assert read.witnesses["w1"].url == "http://w1.example"


@pytest.mark.parametrize(
    ("quorum", "groups"),
    [
        ("w9", ""), ("g", "group g 0 w1"), ("g", "group g 2 w1"), ("g", "group g all w1 w1"), ("g", "group g any"),
        ("g", "group g any w9"), ("g", "group w1 any w2"), ("g", "group g any none"), ("w1", "quorum w2"),
        ("w1", "something else"), ("h", "group g any w1\ngroup h any g w1"), ("w1", f"witness w4 {LOG.public.text}"),
        ("w1", f"witness w4 {WITNESSES['w1'].public.text}"), ("w1", f"log {LOG.public.text}"),
    ],
)  # fmt: skip
def test_a_policy_that_says_nothing_certain_is_refused(quorum: str, groups: str) -> None:
    with pytest.raises(FormatRefused):
        read_policy(policy(quorum, groups))
