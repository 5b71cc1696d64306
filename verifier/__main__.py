"""`python -m verifier`."""

from agent.service.serve import main
from verifier.app import create_service
from verifier.settings import Settings

if __name__ == "__main__":
    main(create_service, Settings)
