"""What the web server runs."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tutela_web.settings")
application = get_wsgi_application()

# What is loaded by now lives as long as the process: the collector need not walk it at each turn.
gc.collect()
gc.freeze()
