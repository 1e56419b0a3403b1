"""docs/operating.md, followed word for word from a Debian machine to a site behind nginx, and on to the next release."""

import os
import re
import shutil
import subprocess

import pytest

from tests.structure import ROOT

pytestmark = pytest.mark.prove
HERE = ROOT / "tests" / "prove" / "guide"
GUIDE = (ROOT / "docs" / "operating.md").read_text()
NEEDED = ("unshare", "nginx", "systemd-analyze", "pg_createcluster", "adduser")

BEFORE = """
set -eu
initdb=$(ls -d /usr/lib/postgresql/*/bin | tail -n 1)/initdb
install -d -o postgres /var/lib/postgresql
runuser -u postgres -- $initdb --encoding UTF8 --auth peer /var/lib/postgresql/data >/dev/null
runuser -u postgres -- ${initdb%initdb}pg_ctl --wait --silent --pgdata /var/lib/postgresql/data --log /tmp/postgresql.log \\
    --options "-c listen_addresses= -k /run/postgresql" start
python3 /srv/klimanet/tests/prove/guide/mail_server.py &
"""
AFTER = """
systemd-analyze verify --man=no /etc/systemd/system/klimanet-*
systemd-analyze calendar "$(sed -n s/^OnCalendar=//p /etc/systemd/system/klimanet-backup.timer)" > /dev/null
test "$(runuser -u klimanet -- git -C /opt/klimanet rev-parse HEAD)" = "$(git -C /srv/klimanet rev-parse HEAD)"
head -c 105000000 /dev/zero > /tmp/large
head -c 110000001 /dev/zero > /tmp/too-large
sent() { curl --silent --output /dev/null --write-out '%{http_code}' --data-binary "@$1" https://klimanet.example/konto/; }
test "$(sent /tmp/too-large)" = 413
test "$(sent /tmp/large)" != 413
curl --silent https://klimanet.example/klima/ | grep --quiet Klimanetværket
curl --silent --output /dev/null --write-out '%{redirect_url}' http://klimanet.example/klima/ | grep --quiet '^https://'
if runuser -u klimanet -- touch /etc/klimanet/klimanet.env 2>/dev/null; then exit 1; fi
grep --quiet 'GET /klima/ 200' /run/guide/klimanet-web.log
systemctl stop klimanet-web klimanet-worker nginx
echo "The guide was followed to its end."
"""


def blocks(guide: str) -> list[str]:
    return re.findall(r"^```sh\n(.*?)^```$", guide, re.MULTILINE | re.DOTALL)


def on_sqlite(guide: str) -> str:
    """What the guide says of SQLite: two lines left out, and one of the settings."""
    without = re.sub(r"^runuser -u postgres .*\n", "", guide, flags=re.MULTILINE)
    line = "sed -i /^DATABASE_URL/d /etc/klimanet/klimanet.env\n"
    return without.replace("install -m 755 deploy/klimanet ", line + "install -m 755 deploy/klimanet ", 1)


def script(guide: str) -> str:
    """Each block shows what it does; a command that fails ends it all."""
    first, *others = blocks(guide)
    ours = first.replace("https://git.example/klimanet.git", "/srv/klimanet").replace("=main", f"={_branch()}")
    assert ours != first
    return "\n".join([BEFORE, "set -x", ours, *others, AFTER])


def _branch() -> str:
    asked = ["git", "rev-parse", "--abbrev-ref", "HEAD"]
    return subprocess.run(asked, cwd=ROOT, text=True, capture_output=True, check=True).stdout.strip()


@pytest.mark.parametrize("guide", [GUIDE, on_sqlite(GUIDE)], ids=["PostgreSQL", "SQLite"])
def test_the_guide_can_be_followed_word_for_word(tmp_path, guide):
    """In a room of its own: what is written there stays in memory, and its processes end with it."""
    missing = [tool for tool in NEEDED if not shutil.which(tool)]
    assert os.geteuid() == 0 and not missing, (
        f"This proof is run by root, with {', '.join(NEEDED)}; missing: {missing}."
    )
    place, commands = tmp_path / "place", tmp_path / "guide.sh"
    place.mkdir()
    commands.write_text(script(guide))
    room = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "sh", str(HERE / "room.sh")]
    done = subprocess.run(
        [*room, str(ROOT), str(place), str(commands)], text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    assert done.returncode == 0, done.stdout[-6000:]
    assert "The guide was followed to its end." in done.stdout
    print(f"{len(blocks(GUIDE))} blocks followed")
