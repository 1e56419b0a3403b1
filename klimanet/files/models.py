"""What is kept on disk, one row per distinct content."""

from datetime import timedelta

from django.db import models
from django.db.models import ForeignObjectRel
from django.utils import timezone

GRACE = timedelta(days=14)  # a backup taken meanwhile stays whole


class BlobQuerySet(models.QuerySet["Blob"]):
    def unused(self, *, grace: timedelta = GRACE) -> "BlobQuerySet":
        """Blobs that no row refers to and that are older than the grace period."""
        blobs = self.filter(created_at__lte=timezone.now() - grace)
        relations = (
            field for field in Blob._meta.get_fields(include_hidden=True) if isinstance(field, ForeignObjectRel)
        )
        for relation in relations:
            users = relation.related_model._base_manager.filter(**{relation.field.name: models.OuterRef("pk")})
            blobs = blobs.exclude(models.Exists(users))
        return blobs


class Blob(models.Model):
    """A file's content; its name, owner and audience belong to whoever refers to it."""

    digest = models.CharField(max_length=64, unique=True)  # SHA-256, hex
    size = models.PositiveBigIntegerField()  # bytes
    media_type = models.CharField(max_length=100)
    created_at = models.DateTimeField(default=timezone.now)

    objects = BlobQuerySet.as_manager()

    def __str__(self) -> str:
        return self.digest[:12]
