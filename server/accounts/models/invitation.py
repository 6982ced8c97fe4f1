"""An invitation to this site by e-mail. Not here: sending and accepting one (server.accounts.invitations)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone


class SiteInvitationQuerySet(models.QuerySet["SiteInvitation"]):
    def pending(self) -> SiteInvitationQuerySet:
        """Neither used nor revoked, whether or not their time has passed."""
        return self.filter(used_at=None, revoked_at=None)

    def open(self) -> SiteInvitationQuerySet:
        return self.pending().filter(expires_at__gt=timezone.now())


class SiteInvitation(models.Model):
    """Lets whoever holds its token, sent to this address, become a person here; once."""

    email = models.EmailField()
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    makes_operator = models.BooleanField(default=False)
    made_at = models.DateTimeField(db_default=Now(), editable=False)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    objects = SiteInvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["email"], condition=Q(used_at=None, revoked_at=None), name="one_pending_invitation_per_address"
            )
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk}"

    @property
    def is_expired(self) -> bool:
        return self.expires_at <= timezone.now()
