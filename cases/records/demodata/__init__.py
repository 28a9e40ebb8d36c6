"""Fictional extracts of two demonstration counties, the same for the same seed."""

from cases.records.demodata.writing import DemoFiles, write_demo

__all__ = ["DemoFiles", "write_demo"]
