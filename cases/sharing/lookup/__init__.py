"""Asking whether the other side knows somebody, how often one may, what is never shown and why,
and narrowing what two programs share of a person."""
