"""Instruments as the state or a county writes them."""

import pghistory

from linkages.editions import Edition


@pghistory.track(append_only=True)
class InstrumentEdition(Edition):
    """One edition of an instrument. `assessments.instruments.reading` gives its content meaning."""
