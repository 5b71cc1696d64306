from agent.service.migration import run_migrations

run_migrations()
