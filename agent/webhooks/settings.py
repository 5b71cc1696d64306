"""The settings of a service that has webhooks."""

from datetime import timedelta
from ipaddress import ip_network
from typing import Annotated, Any

from pydantic import BeforeValidator, Field
from pydantic_settings import NoDecode

from agent.service.addresses import Network
from agent.service.sealing import FernetKeys
from agent.service.settings import ServiceSettings
from agent.webhooks.domain.patience import Patience


def _split(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    return tuple(ip_network(each.strip()) for each in value.split(",") if each.strip())


class WebhookSettings(ServiceSettings):
    webhook_seal_key: FernetKeys | None = None
    """Seals the secrets of webhooks; without one there are no webhooks to other systems."""
    webhook_networks: Annotated[tuple[Network, ...], NoDecode, BeforeValidator(_split)] = ()
    """Networks beside the internet that webhooks may go to, comma separated, as 10.1.0.0/16; there http will do."""
    webhook_give_up_after_h: Annotated[float, Field(gt=0)] = 72.0
    """How long a webhook may fail without a break before it is given up."""

    @property
    def webhook_patience(self) -> Patience:
        return Patience(give_up_after=timedelta(hours=self.webhook_give_up_after_h))
