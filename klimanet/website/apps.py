from django.apps import AppConfig


class WebsiteConfig(AppConfig):
    name = "klimanet.website"
