"""Addresses of the site itself, of a network's front page and of its editing."""

from django.contrib.auth.decorators import login_not_required
from django.contrib.sitemaps.views import sitemap
from django.urls import path, re_path

from klimanet.website.sitemap import NetworkPages
from klimanet.website.views import demo, health, mails, network, ours, page, site

urlpatterns = [
    path("", site.home, name="home"),
    path("start/", site.start, name="start"),
    re_path(r"^was/?$", site.accessibility, name="accessibility"),
    path("privatliv/", site.privacy, name="privacy"),
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("metrics", health.figures, name="metrics"),
    path("robots.txt", site.robots, name="robots"),
    path("sitemap.xml", login_not_required(sitemap), {"sitemaps": {"pages": NetworkPages}}, name="sitemap"),
    # Only in a demo
    path("demo/", demo.cast, name="demo"),
    path("demo/log-ind/<slug:key>/", demo.sign_in, name="demo_sign_in"),
    path("demo/post/", demo.mailbox, name="demo_mailbox"),
    path("demo/post/<id:number>/", demo.message, name="demo_message"),
    # A network
    path("<slug:network>/", network.front, name="network"),
    path("<slug:network>/sekretariat/side/", page.sections, name="sections"),
    path("<slug:network>/medlemmer/<slug:organisation>/vores/", ours.our_page, name="our_page"),
    path("<slug:network>/medlemmer/overdragelser/<id:handover>/", ours.handover, name="handover"),
    path(
        "<slug:network>/medlemmer/overdragelser/<id:handover>/kladder/<id:draft>/",
        ours.draft_passing,
        name="draft_passing",
    ),
    path("<slug:network>/sekretariat/kontakt/", page.contact, name="contact"),
    path("<slug:network>/sekretariat/temaer/", page.themes, name="themes"),
    path("<slug:network>/sekretariat/temaer/<id:theme>/arkivering/", page.archiving, name="theme_archiving"),
    path("<slug:network>/sekretariat/temaer/<id:theme>/genoptagelse/", page.reviving, name="theme_reviving"),
    path("<slug:network>/sekretariat/mails/", mails.mails, name="mails"),
    path("<slug:network>/sekretariat/mails/<id:message>/afsendelse/", mails.resending, name="mail_resending"),
    path("<slug:network>/sekretariat/mails/<id:message>/henlaeggelse/", mails.putting_away, name="mail_putting_away"),
    path("<slug:network>/sekretariat/side/<slug:section>/", page.section, name="section"),
    path("<slug:network>/sekretariat/side/<slug:section>/visning/", page.preview, name="section_preview"),
    path("<slug:network>/sekretariat/side/<slug:section>/historik/", page.history, name="section_history"),
    path("<slug:network>/sekretariat/side/<slug:section>/historik/<id:number>/", page.version, name="section_version"),
]
