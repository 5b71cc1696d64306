"""The wallet's use cases, over the ports of agent.ports and the stores."""
