"""`python -m issuer`: the issuer as a process, told by SALUS_ISSUER_* variables (issuer.settings)."""

from agent import collector

if __name__ == "__main__":
    collector.hold_off()  # before the rest is imported
    from agent.service.serve import main
    from issuer.app import create_service
    from issuer.settings import Settings

    main(create_service, Settings)
