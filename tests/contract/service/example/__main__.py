"""The example service as a process."""

from agent.service.serve import main
from tests.contract.service.example.app import ExampleSettings, create_example

if __name__ == "__main__":
    main(create_example, ExampleSettings)
