"""Figures for Prometheus. An extra: without prometheus-client (requirements/metrics.txt) nothing is counted and nothing shown."""

import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.models import Count
from django.utils import timezone

from klimanet.activity.models import Pending
from klimanet.backup.state import last_backup
from klimanet.mail.models import Message
from klimanet.website.health import problems_of_running
from klimanet.website.life import workers

try:
    import prometheus_client as prometheus
    from prometheus_client.core import GaugeMetricFamily as Gauge
    from prometheus_client.multiprocess import MultiProcessCollector
    from prometheus_client.registry import Collector
except ImportError:
    REQUESTS = None
    CONTENT_TYPE = ""
else:
    REQUESTS = prometheus.Histogram(
        "klimanet_request_seconds",
        "Requests by route, method and status, and how long their answers took to begin",
        ["route", "method", "status"],
        buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
    )
    CONTENT_TYPE = prometheus.CONTENT_TYPE_LATEST


def count_request(*, route: str, method: str, status: int, seconds: float) -> None:
    if REQUESTS:
        REQUESTS.labels(route, method, status).observe(seconds)


def exposition() -> bytes | None:
    """Everything as Prometheus reads it; None where prometheus-client is not installed.

    Requests are counted in files that the web server's processes share (`klimanet run` says where), so each of them can
    answer for all; what can be seen in database and folders is looked up when somebody asks.
    """
    if not REQUESTS:
        return None
    registry = prometheus.CollectorRegistry()
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        MultiProcessCollector(registry)
    else:
        registry.register(REQUESTS)
    registry.register(_State())
    return prometheus.generate_latest(registry)


if REQUESTS:

    class _State(Collector):
        def collect(self) -> Iterator[Gauge]:
            problems = Gauge("klimanet_problem", "What /readyz tells of, by its code", labels=["code"])
            for code in {problem.code for problem in problems_of_running()}:
                problems.add_metric([code], 1)
            yield problems
            disk = shutil.disk_usage(settings.DATA)
            yield Gauge("klimanet_disk_bytes", "Size of the disk the data are on", value=disk.total)
            yield Gauge("klimanet_disk_free_bytes", "Free on it", value=disk.free)
            now = timezone.now()
            if known := workers():
                age = (now - known[0].seen_at).total_seconds()
                yield Gauge("klimanet_worker_seen_seconds", "Since a worker last gave a sign of life", value=age)
            if last := last_backup():
                age = (now - last).total_seconds()
                yield Gauge("klimanet_backup_seconds", "Since the last backup", value=age)
            with suppress(DatabaseError):  # which is among the problems
                yield from self._database()

        def _database(self) -> Iterator[Gauge]:
            pending = Gauge("klimanet_pending_lines", "Lines of the log that wait for a consumer", labels=["consumer"])
            waiting = dict(Pending.objects.values_list("consumer").annotate(Count("id")))
            for consumer in sorted(waiting.keys() | settings.CONSUMERS.keys()):
                pending.add_metric([consumer], waiting.get(consumer, 0))
            yield pending
            mails = Gauge("klimanet_mails", "Mails that wait, and that were given up", labels=["state"])
            mails.add_metric(["waiting"], Message.objects.waiting().count())
            mails.add_metric(["failed"], Message.objects.exclude(failed_at=None).count())
            yield mails
            yield Gauge("klimanet_database_bytes", "Size of the database", value=_database_size())


def _database_size() -> int:
    if connection.vendor == "sqlite":
        name = Path(connection.settings_dict["NAME"])
        return sum(path.stat().st_size for path in name.parent.glob(f"{name.name}*"))  # with its write-ahead log
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return cursor.fetchone()[0]
