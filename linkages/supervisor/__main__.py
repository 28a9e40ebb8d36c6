"""`python3 -m linkages.supervisor VERB`; the Makefile is a thin cover over this."""

import sys

if sys.version_info[:2] != (3, 11):
    sys.stderr.write(
        "Linkages needs Python 3.11; this is {}.{}. On Debian 12: apt-get install python3.11 "
        "python3-venv; elsewhere name one: make run PYTHON=/path/to/python3.11\n".format(
            *sys.version_info
        )
    )
    sys.exit(2)

from linkages.supervisor.cli import main

sys.exit(main(sys.argv[1:]))
