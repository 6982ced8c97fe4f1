"""sabre/vobject, which reads calendars in Nextcloud, lists the same moments as we do."""

from __future__ import annotations

import json
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.builders.calendars import FROM, STEADY_ZONES, TO, calendar_of, example, moments

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


def test_sabre_reads_the_same_moments() -> None:
    command = ["php", "-d", "error_reporting=0", "-r", SCRIPT]
    # It takes zones by name from PHP.
    body = calendar_of(example(STEADY_ZONES))

    done = subprocess.run(command, input=body, capture_output=True, check=True)

    assert sorted(datetime.fromtimestamp(at, UTC) for at in json.loads(done.stdout)) == moments(STEADY_ZONES)
