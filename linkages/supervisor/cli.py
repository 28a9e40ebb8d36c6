"""The verbs."""

import sys

from linkages.supervisor.hosting import serve
from linkages.supervisor.places import Trouble


def main(words: list[str]) -> int:
    try:
        if words[:2] == ["services", "--test"]:
            rest = words[2:]
            return serve(rest[1:] if rest[:1] == ["--"] else rest)
    except Trouble as trouble:
        sys.stderr.write(f"{trouble}\n")
        return 1
    return 2
