"""The emergency card: the patient opts in, a clinician breaks the glass, each look is written down (ADR 29)."""
