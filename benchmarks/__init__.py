"""Benchmarks: `make bench` prints the figures that the README quotes, measured in one run on this machine."""
