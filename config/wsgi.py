"""The web server's entry."""

import os

from django.core.wsgi import get_wsgi_application

from klimanet.website.serving import end_with_web_server

end_with_web_server()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()
