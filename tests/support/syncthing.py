"""Two Syncthing programs on this machine that share one folder; nothing of them leaves 127.0.0.1.

``with SyncthingPair(folder) as pair:`` starts both, waits until they see each other and ends both. Discovery,
relays, address translation, reports, upgrades and the browser are off; the two know each other by fixed
addresses. Looked at with Debian's 1.19.2. Only processes started here are ended, each by its own number.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self
from xml.sax.saxutils import quoteattr

from support import children

_API_KEY, _SHARE = "of-the-tests", "office"
_OWN_NAMES = (".stfolder", ".stversions")
_OWN_STARTS = (".syncthing.", "~syncthing~")
_LONG = 60.0
"""Seconds after which a machine, however busy, is taken to be stuck."""


def installed() -> bool:
    """Whether there is a Syncthing to start."""
    return shutil.which("syncthing") is not None


def wait_for(state: Callable[[], bool], what: str) -> None:
    """Until it is so; ``what`` names what did not come in a minute."""
    end = time.monotonic() + _LONG
    while not state():
        if time.monotonic() > end:
            raise TimeoutError(what)
        time.sleep(0.05)


@dataclass
class Peer:
    """One Syncthing: ``folder`` is what it shares, ``page`` and ``port`` where it listens on loopback."""

    home: Path
    folder: Path
    page: int
    port: int
    device: str = ""
    process: subprocess.Popen[bytes] | None = None

    @property
    def log(self) -> Path:
        """What it printed."""
        return self.home / "printed.log"

    def ask(self, what: str, method: str = "GET") -> Any:
        """One call of its interface (docs.syncthing.net/dev/rest)."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.page}/rest/{what}", headers={"X-API-Key": _API_KEY}, method=method
        )
        straight = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # whatever proxy is set here
        with straight.open(request, timeout=_LONG) as answer:
            text = answer.read()
        return json.loads(text) if text.strip() else None

    def prepare(self) -> None:
        """Its folders, and the certificate by which the other one will know it."""
        self.folder.mkdir(parents=True)
        self.home.mkdir(parents=True)
        (self.folder / ".stfolder").mkdir()  # Syncthing stops a folder that lost this mark
        self._run("generate", f"--home={self.home}", "--skip-port-probing", "--no-default-folder")
        self.device = self._run("serve", f"--home={self.home}", "--device-id").split()[-1]

    def _run(self, *arguments: str) -> str:
        done = children.run(
            ["syncthing", *arguments],
            check=True,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            seconds=_LONG,
            env=self._environment(),
        )
        return done.stdout

    def _environment(self) -> dict[str, str]:
        # STNORESTART: without a second program that watches over the first, whose number we hold.
        quiet = {"STNOUPGRADE": "1", "STNODEFAULTFOLDER": "1", "STNORESTART": "1", "STMONITORED": "1"}
        return {
            "PATH": os.environ.get("PATH", os.defpath),
            "HOME": str(self.home),
            "GOMAXPROCS": "1",
            **quiet,
        }

    def start(self) -> None:
        """Start it and wait until it answers."""
        with self.log.open("ab") as log:
            self.process = children.Child(
                ["syncthing", "serve", f"--home={self.home}", "--no-browser", "--no-restart", "--no-upgrade"],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=self._environment(),
                seconds=1800,
            )
        wait_for(self._answers, f"Syncthing does not answer: {self.log.read_text(errors='replace')[-2000:]}")

    def _answers(self) -> bool:
        assert self.process is not None and self.process.poll() is None, self.log.read_text(errors="replace")
        with suppress(OSError, ValueError):
            return bool(self.ask("system/ping") == {"ping": "pong"})
        return False

    def stop(self) -> None:
        """End the program that was started here."""
        process, self.process = self.process, None
        if process is None:
            return
        process.terminate()
        try:
            process.wait(_LONG)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def scan(self) -> None:
        """Let it look at its folder now, instead of when its watcher comes round."""
        self.ask(f"db/scan?folder={_SHARE}", "POST")

    def sees_other(self) -> bool:
        """Whether it is connected."""
        return any(one["connected"] for one in self.ask("system/connections")["connections"].values())

    def contents(self) -> dict[str, bytes]:
        """What lies in the folder, by path, without what is Syncthing's own."""
        found = dict[str, bytes]()
        for file in sorted(self.folder.rglob("*")):
            path = file.relative_to(self.folder)
            if path.parts[0] in _OWN_NAMES or path.name.startswith(_OWN_STARTS):
                continue
            with suppress(FileNotFoundError, IsADirectoryError):  # replaced while we look
                found[path.as_posix()] = file.read_bytes()
        return found


class SyncthingPair:
    """``first`` and ``second``, each with a folder ``office`` in its own folder of ``where``."""

    def __init__(self, where: Path) -> None:
        pages_and_ports = _free_ports(4)
        self.first, self.second = (
            Peer(where / name / "home", where / name / "office", *pages_and_ports[at : at + 2])
            for name, at in (("first", 0), ("second", 2))
        )
        self.peers = (self.first, self.second)
        for peer in self.peers:
            peer.prepare()
        for peer in self.peers:
            (peer.home / "config.xml").write_text(_settings(peer, self.peers), encoding="utf-8")

    def __enter__(self) -> Self:
        try:
            # One after the other: when both call at once each drops the other's call, and they wait long.
            for peer in self.peers:
                peer.start()
            self.meet()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """End both."""
        for peer in self.peers:
            peer.stop()

    def meet(self) -> None:
        """Wait until both see each other. To pause and go on lets one call again now, not in a minute."""
        called = time.monotonic()

        def together() -> bool:
            nonlocal called
            if time.monotonic() - called > 2.5:
                called = time.monotonic()
                for what in ("pause", "resume"):
                    self.second.ask(f"system/{what}?device={self.first.device}", "POST")
            return all(peer.sees_other() for peer in self.peers)

        wait_for(together, "the two Syncthings do not see each other")

    def exchange(self) -> None:
        """Let both look at their folders, and wait until these are the same."""
        for peer in self.peers:
            peer.scan()
        wait_for(lambda: self.first.contents() == self.second.contents(), "the folders stay different")


def _free_ports(count: int) -> list[int]:
    """Ports of loopback that are free now, all different."""
    held = [socket.socket() for _ in range(count)]
    try:
        for one in held:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in held]
    finally:
        for one in held:
            one.close()


def _settings(peer: Peer, peers: tuple[Peer, ...]) -> str:
    """Its ``config.xml``: all that would talk to somebody else is named here and off."""
    devices = "".join(
        f'<device id="{one.device}"><address>tcp4://127.0.0.1:{one.port}</address>'
        "<allowedNetwork>127.0.0.0/8</allowedNetwork></device>"
        for one in peers
    )
    members = "".join(f'<device id="{one.device}"/>' for one in peers)
    off = "".join(
        f"<{name}>false</{name}>"
        for name in (
            "globalAnnounceEnabled",
            "localAnnounceEnabled",
            "relaysEnabled",
            "natEnabled",
            "crashReportingEnabled",
            "startBrowser",
            "announceLANAddresses",
            "setLowPriority",
        )
    )
    return (
        f'<configuration version="36"><folder id="{_SHARE}" path={quoteattr(str(peer.folder))} '
        'type="sendreceive" rescanIntervalS="3600" fsWatcherEnabled="true" fsWatcherDelayS="1">'
        f"<filesystemType>basic</filesystemType>{members}<markerName>.stfolder</markerName>"
        f"<maxConflicts>10</maxConflicts></folder>{devices}"
        f'<gui enabled="true" tls="false"><address>127.0.0.1:{peer.page}</address><apikey>{_API_KEY}</apikey>'
        f"</gui><options><listenAddress>tcp4://127.0.0.1:{peer.port}</listenAddress>{off}"
        "<stunKeepaliveStartS>0</stunKeepaliveStartS><urAccepted>-1</urAccepted><urSeen>3</urSeen>"
        "<autoUpgradeIntervalH>0</autoUpgradeIntervalH><reconnectionIntervalS>1</reconnectionIntervalS>"
        "</options></configuration>"
    )
