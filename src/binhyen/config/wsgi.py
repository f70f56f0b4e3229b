"""The pages, for granian or any WSGI server."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "binhyen.config.settings")
application = get_wsgi_application()

if proxies := os.environ.get("BINHYEN_PROXIES"):
    from granian.utils.proxies import wrap_wsgi_with_proxy_headers

    # From these addresses only is X-Forwarded-For and -Proto believed: anybody else could pose as
    # another address, and so lock others out or slip past the lock-out.
    application = wrap_wsgi_with_proxy_headers(application, trusted_hosts=proxies.split(","))

# What was imported stays; without this each full collection goes through all of it again.
gc.collect()
gc.freeze()
