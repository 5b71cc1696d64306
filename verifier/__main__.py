"""`python -m verifier`."""

from agent import collector

if __name__ == "__main__":
    collector.hold_off()  # before the rest is imported
    from agent.service.serve import main
    from verifier.app import create_service
    from verifier.settings import Settings

    main(create_service, Settings)
