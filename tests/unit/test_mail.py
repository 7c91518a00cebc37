"""Messages: files in the outbox by default, a real conversation with a small mail server otherwise."""

from __future__ import annotations

import socketserver
import stat
import threading
from collections.abc import Iterator
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from transfo_rh.core.errors import ConfigurationError, StorageUnavailable
from transfo_rh.core.mail import Message, deliver, uses_outbox
from transfo_rh.core.settings import settings


class _Conversation(socketserver.StreamRequestHandler):
    """As much of SMTP as a client needs: refuses addresses « refus@… », hangs up once when told to."""

    server: _Server

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def handle(self) -> None:
        self._say("220 test")
        while line := self.rfile.readline().decode().strip():
            verb = line[:4].upper()
            if verb == "EHLO":
                self.wfile.write(b"250-test\r\n250 AUTH PLAIN LOGIN\r\n")
            elif verb == "AUTH":
                self._say("235 ok" if self.server.accept_login else "535 no")
            elif verb == "RCPT":
                self._say("550 unknown" if "refus@" in line else "250 ok")
            elif verb == "DATA":
                if self.server.hang_up > 0:
                    self.server.hang_up -= 1
                    return
                self._say("354 go on")
                content = b""
                while (part := self.rfile.readline()) != b".\r\n":
                    content += part
                self.server.received.append(content)
                self._say("250 kept")
            elif verb == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 ok")


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.received: list[bytes] = []
        self.accept_login = True
        self.hang_up = 0


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[_Server]:
    """A mail server on this machine, named by the settings."""
    with _Server() as opened:
        threading.Thread(target=opened.serve_forever, daemon=True).start()
        monkeypatch.setenv("TRANSFO_RH_SMTP_HOST", "127.0.0.1")
        monkeypatch.setenv("TRANSFO_RH_SMTP_PORT", str(opened.server_address[1]))
        monkeypatch.setenv("TRANSFO_RH_SMTP_SECURITY", "none")
        monkeypatch.setenv("TRANSFO_RH_MAIL_FROM", "Ville de Test <rh@exemple.fr>")
        settings.cache_clear()
        yield opened
        opened.shutdown()


def _message(to: str = "anne@exemple.fr", text: str = "Bonjour, l’enquête est ouverte.") -> Message:
    return Message(to=to, subject="Enquête : à vous", text=text, html="<p>Bonjour</p>")


@pytest.fixture
def outbox(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """An outbox that does not exist yet."""
    monkeypatch.setenv("TRANSFO_RH_OUTBOX_FOLDER", str(tmp_path / "outbox"))
    settings.cache_clear()
    return tmp_path / "outbox"


def test_without_a_server_messages_are_private_files(outbox: Path) -> None:
    assert uses_outbox()
    delivery = deliver([_message(), _message("bruno@exemple.fr")])
    assert (delivery.sent, delivery.failed, delivery.to_outbox) == (2, 0, True)
    files = sorted(outbox.iterdir())
    assert len(files) == 2
    assert all(stat.S_IMODE(file.stat().st_mode) == 0o600 and file.suffix == ".eml" for file in files)
    assert not any("anne" in file.name for file in files)
    read = [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]
    assert {message["To"] for message in read} == {"anne@exemple.fr", "bruno@exemple.fr"}
    assert read[0]["Subject"] == "Enquête : à vous"
    assert read[0].get_body(("plain",)).get_content().strip() == "Bonjour, l’enquête est ouverte."


@pytest.mark.parametrize(
    "wrong", ["", "pas une adresse", "a@b.fr\r\nBcc: tous@exemple.fr", "é@", "@exemple.fr"]
)
def test_an_address_that_cannot_be_one_is_counted_and_the_others_go_on(outbox: Path, wrong: str) -> None:
    delivery = deliver([_message(), _message(wrong), _message("bruno@exemple.fr")])
    assert delivery.outcomes == (True, False, True)
    assert not any(b"tous@" in file.read_bytes() for file in outbox.iterdir())


def test_an_outbox_that_cannot_be_written_leaves_nothing(outbox: Path) -> None:
    outbox.write_text("a file, not a folder")
    with pytest.raises(StorageUnavailable, match="Rien n’a été envoyé"):
        deliver([_message()])


def test_the_server_gets_each_message_and_refusals_are_counted(
    server: _Server, caplog: pytest.LogCaptureFixture
) -> None:
    delivery = deliver([_message(), _message("refus@exemple.fr"), _message("carole@exemple.fr")])
    assert delivery.outcomes == (True, False, True)
    assert not delivery.to_outbox
    received = [message_from_bytes(content, policy=policy.default) for content in server.received]
    assert [message["To"] for message in received] == ["anne@exemple.fr", "carole@exemple.fr"]
    assert received[0]["From"] == "Ville de Test <rh@exemple.fr>"
    assert "@" not in caplog.text
    assert "1 message(s) of 3" in caplog.text


def test_a_lost_connection_is_taken_up_again(server: _Server) -> None:
    server.hang_up = 1
    assert deliver([_message(), _message("carole@exemple.fr")]).outcomes == (True, True)
    assert len(server.received) == 2


def test_a_refused_login_sends_nothing(server: _Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRANSFO_RH_SMTP_USER", "transfo")
    monkeypatch.setenv("TRANSFO_RH_SMTP_PASSWORD", "secret-de-test")
    settings.cache_clear()
    assert deliver([_message()]).sent == 1
    server.accept_login = False
    with pytest.raises(StorageUnavailable, match="mot de passe") as refused:
        deliver([_message()])
    assert "secret-de-test" not in f"{refused.value.message} {refused.value.details}"
    assert len(server.received) == 1


def test_an_absent_server_and_a_refused_encryption_are_said(
    server: _Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRANSFO_RH_SMTP_SECURITY", "starttls")
    settings.cache_clear()
    with pytest.raises(StorageUnavailable, match="ne répond pas"):
        deliver([_message()])
    assert not server.received
    server.shutdown()
    server.server_close()
    monkeypatch.setenv("TRANSFO_RH_SMTP_SECURITY", "none")
    settings.cache_clear()
    with pytest.raises(StorageUnavailable, match="ne répond pas"):
        deliver([_message()])


@pytest.mark.parametrize("sender", ["", "pas une adresse"])
def test_a_sender_is_needed_to_send(server: _Server, monkeypatch: pytest.MonkeyPatch, sender: str) -> None:
    monkeypatch.setenv("TRANSFO_RH_MAIL_FROM", sender)
    settings.cache_clear()
    with pytest.raises(ConfigurationError, match="MAIL_FROM"):
        deliver([_message()])
    assert not server.received


def test_addresses_and_texts_stay_out_of_representations() -> None:
    assert "anne" not in repr(_message())
