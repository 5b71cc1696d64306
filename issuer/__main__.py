"""`python -m issuer`: the issuer as a process, told by SALUS_ISSUER_* variables (issuer.settings)."""

from agent.service.serve import main
from issuer.app import create_service
from issuer.settings import Settings

if __name__ == "__main__":
    main(create_service, Settings)
