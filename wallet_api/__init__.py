"""The wallet API: what a patient's phone speaks to. Holds one agent tenant per patient."""
