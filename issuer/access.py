"""Puts together who may use the issuer: keys of machines, users of the console, and the history of what they do."""

from agent.service.database import Database
from agent.service.idempotency import IdempotencyKeys
from issuer import tables
from issuer.act_store import ActStore
from issuer.api_key_store import ApiKeyStore
from issuer.routes.guards import MachineDoors
from issuer.services.acts import Acts
from issuer.services.api_keys import ApiKeys
from issuer.services.first_admin import FirstAdmin
from issuer.services.passwords import Passwords
from issuer.services.sign_in import SignIn
from issuer.services.users import Users
from issuer.settings import Settings
from issuer.user_store import UserStore


class Access:
    """Made without I/O; `first_admin.make` belongs to the start."""

    def __init__(self, settings: Settings, database: Database) -> None:
        passwords = Passwords()
        self.act_store = ActStore(database)
        self.user_store = UserStore(database)
        self.key_store = ApiKeyStore(database)
        self.acts = Acts(self.act_store)
        self.api_keys = ApiKeys(database, self.key_store, self.acts, settings.api_key)
        self.machine_doors = MachineDoors(self.api_keys)
        self.idempotency = IdempotencyKeys(database, tables.idempotency_keys)
        self.sign_in = SignIn(database, self.user_store, self.acts, passwords)
        self.users = Users(database, self.user_store, self.acts, passwords)
        self.first_admin = FirstAdmin(database, self.user_store, self.acts, passwords, settings.first_admin_file)
