"""Puts together who may use a service: keys of machines, users of the console, and the history of what they do."""

from enum import StrEnum
from pathlib import Path

from pydantic import SecretStr

from agent.access.act_store import ActStore
from agent.access.api_key_store import ApiKeyStore
from agent.access.domain.act_kinds import ActKinds
from agent.access.routes.guards import MachineDoors
from agent.access.services.acts import ActLog, Acts
from agent.access.services.api_keys import ApiKeys
from agent.access.services.first_admin import FirstAdmin
from agent.access.services.passwords import Passwords
from agent.access.services.sign_in import SignIn
from agent.access.services.users import Users
from agent.access.tables import AccessTables
from agent.access.user_store import UserStore
from agent.service.database import Database


class Access:
    """Made without I/O; `first_admin.make` belongs to the start."""

    def __init__(
        self,
        database: Database,
        tables: AccessTables,
        *,
        scopes: type[StrEnum],
        kinds: ActKinds,
        operators_key: SecretStr,
        first_admin_file: Path | None,
        log: ActLog | None = None,
    ) -> None:
        """`log` is the one that nobody can rewrite; the acts go onto it as well."""
        passwords = Passwords()
        self.act_store = ActStore(database, tables.acts, kinds)
        self.user_store = UserStore(database, tables.users, tables.sessions)
        self.key_store = ApiKeyStore(database, tables.api_keys, scopes)
        self.acts = Acts(self.act_store, log=log)
        self.api_keys = ApiKeys(database, self.key_store, self.acts, operators_key)
        self.machine_doors = MachineDoors(self.api_keys)
        self.sign_in = SignIn(database, self.user_store, self.acts, passwords)
        self.users = Users(database, self.user_store, self.acts, passwords)
        self.first_admin = FirstAdmin(database, self.user_store, self.acts, passwords, first_admin_file)
