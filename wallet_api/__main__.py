"""`python -m wallet_api`: the service as its process."""

from agent.service.serve import main
from wallet_api.app import create_service
from wallet_api.settings import Settings

if __name__ == "__main__":
    main(create_service, Settings)
