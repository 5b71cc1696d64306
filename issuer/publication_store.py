"""What of each credential type is on the ledger, in the database: so that a second start is ready at once."""

from collections.abc import Mapping

import sqlalchemy as sa

from agent.protocol import CredDefId, RevRegId, SchemaId
from agent.service.database import Database
from issuer.domain.credential_type import CredentialType
from issuer.domain.publication import Publication, PublicationProblem, PublicationState
from issuer.tables import publications

MAX_SENTENCE = 500


class PublicationStore:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(self, wanted: CredentialType) -> Publication:
        """What is known of the type; that it waits, if nothing is."""
        return (await self._all()).get((wanted.name, wanted.version)) or Publication(wanted.name, wanted.version)

    async def save(self, publication: Publication) -> None:
        """Write it in place of what was known before."""
        of_it = sa.and_(
            publications.c.credential_type == publication.credential_type,
            publications.c.type_version == publication.type_version,
        )
        async with self._database.transaction() as transaction:
            await transaction.connection.execute(publications.delete().where(of_it))
            await transaction.connection.execute(publications.insert().values(_row(publication)))

    async def _all(self) -> Mapping[tuple[str, str], Publication]:
        async with self._database.reading() as connection:
            found = [_publication(row) for row in await connection.execute(sa.select(publications))]
        return {(each.credential_type, each.type_version): each for each in found}


def _row(publication: Publication) -> Mapping[str, object]:
    problem = publication.problem
    return {
        "credential_type": publication.credential_type,
        "type_version": publication.type_version,
        "state": publication.state,
        "schema_id": publication.schema_id,
        "cred_def_id": publication.cred_def_id,
        "rev_reg_id": publication.rev_reg_id,
        "tag_number": publication.tag_number,
        "problem_code": problem.code if problem else None,
        "problem_sentence": problem.sentence[:MAX_SENTENCE] if problem else None,
    }


def _publication(row: sa.Row[tuple[object, ...]]) -> Publication:
    kept = row._mapping
    code: str | None = kept["problem_code"]
    return Publication(
        credential_type=kept["credential_type"],
        type_version=kept["type_version"],
        state=PublicationState(kept["state"]),
        schema_id=SchemaId(kept["schema_id"]) if kept["schema_id"] else None,
        cred_def_id=CredDefId(kept["cred_def_id"]) if kept["cred_def_id"] else None,
        rev_reg_id=RevRegId(kept["rev_reg_id"]) if kept["rev_reg_id"] else None,
        tag_number=kept["tag_number"],
        problem=PublicationProblem(code, kept["problem_sentence"] or "") if code else None,
    )
