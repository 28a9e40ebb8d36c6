"""Incidents: opened by a cut or by hand, kept step by step, closed by somebody else."""
