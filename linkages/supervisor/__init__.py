"""One program that sets up, starts, watches and stops everything: run, test, doctor.

Standard library only, because it runs before anything is installed. The one exception is
`bootstrap`, which runs inside the finished environment.
"""
