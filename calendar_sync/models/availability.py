"""When a mentor can be met, as she publishes it. Not here: what is free in the end (slots)."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

DAY_MINUTES = 24 * 60


def usual_durations() -> list[int]:
    return [30, 60]


class Policy(models.Model):
    """What a mentor's bookings obey, in her own zone; minutes everywhere but for the horizon.

    `gap_before` and `gap_after` are kept free around her sessions and cost the mentee nothing. The limits are None
    where there is none; `most_per_pair` counts her sessions with one mentee in a week. `link` is sealed.
    """

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="policy")
    is_open = models.BooleanField(default=False)
    tzid = models.CharField(max_length=40)
    durations = models.JSONField(default=usual_durations)
    step = models.PositiveSmallIntegerField(default=30)
    gap_before = models.PositiveSmallIntegerField(default=0)
    gap_after = models.PositiveSmallIntegerField(default=0)
    notice = models.PositiveIntegerField(default=DAY_MINUTES)
    horizon_days = models.PositiveSmallIntegerField(default=56)
    most_per_day = models.PositiveSmallIntegerField(null=True, blank=True)
    most_per_week = models.PositiveSmallIntegerField(null=True, blank=True)
    most_per_pair = models.PositiveSmallIntegerField(null=True, blank=True)
    needs_approval = models.BooleanField(default=False)
    hold = models.PositiveIntegerField(default=2 * DAY_MINUTES)
    link = models.BinaryField(blank=True)
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return f"policy of {self.person_id}"


class Window(models.Model):
    """A weekly time in which a mentor can be met, in minutes of the day of her zone; 1440 is the day's end."""

    policy = models.ForeignKey(Policy, models.CASCADE, related_name="windows")
    weekday = models.PositiveSmallIntegerField(validators=[MaxValueValidator(6)])
    starts = models.PositiveSmallIntegerField()
    ends = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(DAY_MINUTES)])

    class Meta:
        ordering = ("weekday", "starts")
        constraints = [
            models.CheckConstraint(
                condition=Q(starts__lt=models.F("ends"), ends__lte=DAY_MINUTES, weekday__lte=6),
                name="windows_lie_within_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.starts}-{self.ends}"


class DayOverride(models.Model):
    """One day that differs from its week: its windows as [starts, ends] in minutes, or none when she is away."""

    policy = models.ForeignKey(Policy, models.CASCADE, related_name="overrides")
    day = models.DateField()
    windows = models.JSONField(default=list)

    class Meta:
        ordering = ("day",)
        constraints = [models.UniqueConstraint(fields=["policy", "day"], name="one_override_per_day")]

    def __str__(self) -> str:
        return f"{self.day}: {len(self.windows)}"
