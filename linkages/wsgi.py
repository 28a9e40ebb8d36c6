"""The web server's way in.

Loaded once, before the server's processes part from each other: they share what is loaded.
"""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

# How many new objects the collector of garbage waits for. A page makes some ten thousand, nearly
# all of which go by themselves.
NEW_OBJECTS = 20_000

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linkages.settings")

application = get_wsgi_application()

# Views too, which the first request would load otherwise, in each process anew.
len(get_resolver().url_patterns)
# What is loaded stays: looking through it again and again took a fifth of a page's time.
gc.collect()
gc.freeze()
gc.set_threshold(NEW_OBJECTS, 20, 20)
