"""The text formats of transparency logs (c2sp.org), so that foreign tools can check ours, and we theirs."""
