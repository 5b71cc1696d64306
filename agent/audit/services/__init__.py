"""What writes the log, gives its entries their places, has its checkpoints witnessed and anchored, and proves by it."""
