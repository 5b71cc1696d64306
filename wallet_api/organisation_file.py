"""The registry of organisations as the signed YAML file of the wallet's operator."""

from agent.yaml_files import parse_yaml, read_data
from wallet_api.domain.organisation import Organisations


def read_organisations(content: bytes) -> Organisations:
    """Raises BrokenFile."""
    return read_data(parse_yaml(content), Organisations)
