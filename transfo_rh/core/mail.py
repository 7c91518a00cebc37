"""Messages to people: through the mail server of the settings, or as files in the outbox folder by default.

No address and no content ever goes to a log: a refused message is counted, nothing more.
"""

from __future__ import annotations

import logging
import os
import secrets
import smtplib
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from email.utils import formatdate, make_msgid, parseaddr
from pathlib import Path

from transfo_rh.core import clock
from transfo_rh.core.errors import ConfigurationError, InvalidInput, StorageUnavailable
from transfo_rh.core.i18n import _
from transfo_rh.core.settings import Settings, settings

_log = logging.getLogger("transfo_rh.mail")
TIMEOUT_SECONDS = 20
_OUTBOX_SENDER = "ne-pas-repondre@localhost"


@dataclass(frozen=True, slots=True)
class Message:
    """One message to one person; ``html`` is the same text for readers that show it."""

    to: str = field(repr=False)
    subject: str
    text: str = field(repr=False)
    html: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of a batch: one outcome per message, in order; ``to_outbox`` when nothing left the server."""

    outcomes: tuple[bool, ...]
    to_outbox: bool

    @property
    def sent(self) -> int:
        """How many messages were accepted."""
        return sum(self.outcomes)

    @property
    def failed(self) -> int:
        """How many messages were refused."""
        return len(self.outcomes) - self.sent


def uses_outbox() -> bool:
    """True when no mail server is set: messages are written to the outbox folder."""
    return not settings().smtp_host


def check_ready() -> None:
    """Refuse before anything is prepared for sending: sender, mail server, sign-in.

    Raises ConfigurationError, StorageUnavailable.
    """
    chosen = settings()
    _sender(chosen)
    if not uses_outbox():
        _close(_connect(chosen))


def deliver(messages: Sequence[Message]) -> Delivery:
    """Send messages; a refused address is counted and the others go on.

    Raises ConfigurationError (sender missing or wrong), StorageUnavailable when the server cannot be reached or
    refuses the sign-in, or when the outbox cannot be written: then nothing was sent.
    """
    chosen = settings()
    sender = _sender(chosen)
    if uses_outbox():
        return _write_all(chosen.outbox_folder, sender, messages)
    if not messages:
        return Delivery((), to_outbox=False)
    outcomes: list[bool] = []
    server: smtplib.SMTP | None = None
    try:
        server = _connect(chosen)
        for message in messages:
            accepted, server = _send(server, sender, message, chosen)
            outcomes.append(accepted)
            if server is None:
                break
    finally:
        _close(server)
    outcomes += [False] * (len(messages) - len(outcomes))
    delivery = Delivery(tuple(outcomes), to_outbox=False)
    if delivery.failed:
        _log.warning("%d message(s) of %d refused by the mail server", delivery.failed, len(messages))
    return delivery


def _sender(chosen: Settings) -> str:
    text = chosen.mail_from
    if not text:
        if chosen.smtp_host:
            raise ConfigurationError(
                _(
                    "Aucune adresse d’expéditeur : l’administrateur doit renseigner TRANSFO_RH_MAIL_FROM avant tout envoi."
                )
            )
        text = _OUTBOX_SENDER
    name, address = parseaddr(text)
    try:
        return str(Address(display_name=name or chosen.authority_name, addr_spec=address))
    except (MessageError, ValueError, IndexError) as error:
        raise ConfigurationError(
            _("L’adresse d’expéditeur TRANSFO_RH_MAIL_FROM n’est pas une adresse valable.")
        ) from error


def _composed(sender: str, message: Message) -> EmailMessage:
    """The message as it travels. Raises InvalidInput when the address cannot be one."""
    made = EmailMessage(policy=SMTP_POLICY)
    try:
        made["From"] = sender
        made["To"] = str(Address(addr_spec=message.to.strip()))
        made["Subject"] = " ".join(message.subject.split())
    except (MessageError, ValueError, IndexError) as error:
        raise InvalidInput(_("Cette adresse électronique n’est pas valable.")) from error
    made["Date"] = formatdate(clock.now().timestamp(), localtime=False)
    made["Message-ID"] = make_msgid(domain=parseaddr(sender)[1].rpartition("@")[2] or "localhost")
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(message.text)
    if message.html is not None:
        made.add_alternative(message.html, subtype="html")
    return made


def _connect(chosen: Settings) -> smtplib.SMTP:
    """A signed-in connection."""
    with _reachable():
        context = ssl.create_default_context()
        server: smtplib.SMTP
        if chosen.smtp_security == "tls":
            server = smtplib.SMTP_SSL(
                chosen.smtp_host, chosen.smtp_port, timeout=TIMEOUT_SECONDS, context=context
            )
        else:
            server = smtplib.SMTP(chosen.smtp_host, chosen.smtp_port, timeout=TIMEOUT_SECONDS)
        try:
            if chosen.smtp_security == "starttls":
                server.starttls(context=context)
            if chosen.smtp_user:
                server.login(chosen.smtp_user, chosen.smtp_password.get_secret_value())
        except BaseException:
            server.close()
            raise
        return server


@contextmanager
def _reachable() -> Iterator[None]:
    """Say in words why the mail server does not serve us."""
    try:
        yield
    except smtplib.SMTPAuthenticationError as error:
        raise StorageUnavailable(
            _(
                "Le serveur de messagerie refuse l’identifiant ou le mot de passe. Rien n’a été envoyé : prévenez l’administrateur."
            ),
            details="SMTP authentication",
        ) from error
    except (smtplib.SMTPException, OSError) as error:
        raise StorageUnavailable(
            _(
                "Le serveur de messagerie ne répond pas. Rien n’a été envoyé : réessayez, puis prévenez l’administrateur."
            ),
            details=type(error).__name__,
        ) from error


def _send(
    server: smtplib.SMTP, sender: str, message: Message, chosen: Settings
) -> tuple[bool, smtplib.SMTP | None]:
    """Send one message; gives whether it was accepted, and the connection to go on with (None: lost for good)."""
    try:
        composed = _composed(sender, message)
    except InvalidInput:
        return False, server
    for _attempt in range(2):
        try:
            server.send_message(composed)
        except (smtplib.SMTPServerDisconnected, ConnectionError, TimeoutError):
            _close(server)
            try:
                server = _connect(chosen)
            except StorageUnavailable:
                return False, None
        except (smtplib.SMTPException, UnicodeError):
            return False, server
        else:
            return True, server
    return False, server


def _close(server: smtplib.SMTP | None) -> None:
    if server is None:
        return
    try:
        server.quit()
    except (smtplib.SMTPException, OSError):
        server.close()


def _write_all(folder: Path, sender: str, messages: Sequence[Message]) -> Delivery:
    outcomes: list[bool] = []
    written: list[Path] = []
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for message in messages:
            try:
                composed = _composed(sender, message)
            except InvalidInput:
                outcomes.append(False)
                continue
            written.append(_write(folder, composed.as_bytes()))
            outcomes.append(True)
    except OSError as error:
        for path in written:
            path.unlink(missing_ok=True)
        raise StorageUnavailable(
            _(
                "Le dossier des messages en attente ne peut pas être écrit. Rien n’a été envoyé : prévenez l’administrateur."
            ),
            details=type(error).__name__,
        ) from error
    return Delivery(tuple(outcomes), to_outbox=True)


def _write(folder: Path, content: bytes) -> Path:
    """One file, whole or not at all, readable by the product alone, under a name that says nothing."""
    name = secrets.token_hex(16)
    draft, final = folder / f".{name}.part", folder / f"{name}.eml"
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(final)
    except OSError:
        draft.unlink(missing_ok=True)
        raise
    return final
