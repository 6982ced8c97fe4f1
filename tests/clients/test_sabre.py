"""sabre/vobject, which reads calendars in Nextcloud, lists the same moments as we do."""

from __future__ import annotations

import json
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.builders.calendars import FROM, TO, ZONES_OF_PHP, apart_feed, calendar_of, example, moments

AUTOLOAD = Path("/usr/share/php/Sabre/VObject/autoload.php")
SCRIPT = f"""
require "{AUTOLOAD}";
$calendar = Sabre\\VObject\\Reader::read(stream_get_contents(STDIN));
$calendar->expand(new DateTime("{FROM.isoformat()}"), new DateTime("{TO.isoformat()}"));
$starts = [];
foreach ($calendar->VEVENT as $event) $starts[] = $event->DTSTART->getDateTime()->getTimestamp();
echo json_encode($starts);
"""

pytestmark = pytest.mark.skipif(
    not (shutil.which("php") and AUTOLOAD.is_file()), reason="sabre/vobject (Debian: php-sabre-vobject, php-cli)"
)


def read_by_sabre(body: bytes) -> list[datetime]:
    command = ["php", "-d", "error_reporting=0", "-r", SCRIPT]
    done = subprocess.run(command, input=body, capture_output=True, check=True)
    return sorted(datetime.fromtimestamp(at, UTC) for at in json.loads(done.stdout))


def test_sabre_reads_the_same_moments_of_the_zones_that_php_knows_as_they_are() -> None:
    body = calendar_of(example(ZONES_OF_PHP))

    assert read_by_sabre(body) == moments(ZONES_OF_PHP)


def test_sabre_reads_occurrences_apart_as_the_same_moments_in_all_zones() -> None:
    assert read_by_sabre(apart_feed()) == moments()
