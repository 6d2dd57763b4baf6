"""PostgreSQL never runs as root: root lends it another user's name, and opens to that user no more than it needs.

The wheel's own way gives every user the right to list every folder above the data, root's home among them. Here such a
folder only becomes one that may be passed through (`o+x`), only where it is not yet, and the log says so.
"""

import logging
import os
import pwd
import shutil
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path

from deploy.embedded.errors import StackError, told_as

NAME = "embedded_postgres"
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class OsUser:
    """A user of the operating system, by numbers."""

    uid: int
    gid: int


def user_for(data: Path) -> OsUser | None:
    """Whom the server runs as: None is ourselves; for root the owner of the data, or a user made for it."""
    if os.geteuid() != 0:
        return None
    if data.exists() and (owner := data.stat()).st_uid != 0:
        return OsUser(owner.st_uid, owner.st_gid)
    try:
        entry = pwd.getpwnam(NAME)
    except KeyError:
        entry = _make_user()
    return OsUser(entry.pw_uid, entry.pw_gid)


def _make_user() -> pwd.struct_passwd:
    command = shutil.which("useradd", path=f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/sbin")
    advice = "run the stack as an ordinary user instead"
    if command is None:
        raise StackError(f"PostgreSQL does not run as root, and there is no useradd to make it a user: {advice}.")
    made = subprocess.run(
        [command, "--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", NAME],
        capture_output=True,
        text=True,
        check=False,
    )
    try:
        return pwd.getpwnam(NAME)
    except KeyError:
        reason = made.stderr.strip() or f"status {made.returncode}"
        raise StackError(
            f"PostgreSQL does not run as root, and no user could be made for it ({reason}): {advice}."
        ) from None


def let_pass(folder: Path, user: OsUser) -> None:
    """Let the user pass through the folder and all above it."""
    for each in (folder, *folder.parents):
        status = each.stat()
        bit = stat.S_IXUSR if status.st_uid == user.uid else stat.S_IXGRP if status.st_gid == user.gid else stat.S_IXOTH
        if not status.st_mode & bit:
            with told_as(f"PostgreSQL's user cannot be let through {each}, and root cannot run PostgreSQL"):
                each.chmod(stat.S_IMODE(status.st_mode) | bit)
            log.warning("%s may now be passed through by other users, because PostgreSQL does not run as root", each)


def let_read(folder: Path) -> None:
    """Let every user read the programs in a folder, which hold no secret; a narrow umask may have closed them."""
    with told_as("PostgreSQL's programs cannot be opened to the user that runs them"):
        for each in (folder, *folder.rglob("*")):
            mode = stat.S_IMODE(each.stat().st_mode)
            wanted = mode | stat.S_IROTH | (stat.S_IXOTH if mode & stat.S_IXUSR else 0)
            if mode != wanted:
                each.chmod(wanted)
