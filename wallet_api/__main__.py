"""`python -m wallet_api`: the service as its process."""

from agent import collector

if __name__ == "__main__":
    collector.hold_off()  # before the rest is imported
    from agent.service.serve import main
    from wallet_api.app import create_service
    from wallet_api.settings import Settings

    main(create_service, Settings)
