"""Sign in, sign out, change the password: plain HTML forms, an HttpOnly cookie."""

from __future__ import annotations

from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from transfo_rh.access import sessions
from transfo_rh.access.model import SignedIn
from transfo_rh.core.errors import InvalidInput, NotSignedIn
from transfo_rh.core.i18n import _, in_language
from transfo_rh.core.settings import settings
from transfo_rh.web.cards import Button, Card, Field, card_page
from transfo_rh.web.forms import local_path, read_form
from transfo_rh.web.gate import (
    IDENTITY,
    PASSWORD,
    QUESTIONNAIRE,
    SIGN_IN,
    SIGN_OUT,
    browser_language,
    sign_in_of,
    token_of,
)
from transfo_rh.web.work import lookup, password_work


async def sign_in_page(request: Request) -> Response:
    """GET /connexion: the ways to sign in, or straight on when already signed in."""
    next_path = local_path(request.query_params.get("next"))
    try:
        await lookup(sessions.sign_in_state, token=token_of(request))
    except NotSignedIn:
        with in_language(browser_language(request)):
            local = request.query_params.get("local") == "1"
            return card_page(sign_in_card(next_path=next_path, local=local))
    return RedirectResponse(next_path, status_code=303)


async def sign_in(request: Request) -> Response:
    """POST /connexion: a cookie and on to the page asked for, or the form again with the reason."""
    with in_language(browser_language(request)):
        form = await read_form(request)
        next_path = local_path(form.get("next"))
        email = form.get("email", "")
        try:
            signed_in = await password_work(
                sessions.sign_in,
                email=email,
                password=form.get("password", ""),
                client_address=request.client.host if request.client else "",
            )
        except InvalidInput as error:
            card = sign_in_card(next_path=next_path, email=email, error=error.message, local=True)
            return card_page(card, status_code=422)
    await lookup(sessions.sign_out, token=token_of(request))
    return signed_in_response(signed_in, next_path=next_path)


def signed_in_response(signed_in: SignedIn, *, next_path: str) -> Response:
    """On to the page asked for (or first to a new password), with the session's cookie."""
    target = f"{PASSWORD}?next={quote(next_path)}" if signed_in.must_change_password else next_path
    response = RedirectResponse(target, status_code=303)
    response.set_cookie(
        sessions.COOKIE_NAME,
        signed_in.token,
        max_age=settings().session_hours * 3600,
        path="/",
        httponly=True,
        samesite="lax",
        secure=settings().secure_cookies,
    )
    return response


async def sign_out_page(request: Request) -> Response:
    """GET /deconnexion: one question; nothing happens before the answer."""
    with in_language(browser_language(request)):
        return card_page(
            Card(
                title=_("Se déconnecter"),
                intro=_("Voulez-vous fermer votre session ? Ce que vous avez enregistré est conservé."),
                action=SIGN_OUT,
                buttons=(
                    Button(_("Se déconnecter")),
                    Button(_("Se déconnecter de tous les appareils"), value="everywhere", secondary=True),
                ),
                link=("/", _("Revenir à l’accueil")),
            )
        )


async def sign_out(request: Request) -> Response:
    """POST /deconnexion: end this session, or all of the person's."""
    with in_language(browser_language(request)):
        form = await read_form(request)
    token = token_of(request)
    if form.get("action") == "everywhere":
        try:
            viewer = await lookup(sessions.viewer_of, token=token)
            await lookup(sessions.sign_out_everywhere, viewer=viewer)
        except NotSignedIn:
            pass  # nothing left to end
    else:
        await lookup(sessions.sign_out, token=token)
    response = RedirectResponse(SIGN_IN, status_code=303)
    response.delete_cookie(sessions.COOKIE_NAME, path="/", httponly=True, samesite="lax")
    return response


async def password_page(request: Request) -> Response:
    """GET /mot-de-passe, behind the gate."""
    state = sign_in_of(request)
    with in_language(state.viewer.language):
        return card_page(
            _password_card(
                next_path=local_path(request.query_params.get("next")), forced=state.must_change_password
            )
        )


async def change_password(request: Request) -> Response:
    """POST /mot-de-passe: the other sessions end, this one goes on."""
    state = sign_in_of(request)
    with in_language(state.viewer.language):
        form = await read_form(request)
        next_path = local_path(form.get("next"))
        new = form.get("new_password", "")
        try:
            if new != form.get("repeated_password", ""):
                raise InvalidInput(
                    _("Les deux nouveaux mots de passe sont différents : tapez deux fois le même.")
                )
            await password_work(
                sessions.change_password,
                viewer=state.viewer,
                token=token_of(request) or "",
                current=form.get("current_password", ""),
                new=new,
            )
        except InvalidInput as error:
            card = _password_card(next_path=next_path, forced=state.must_change_password, error=error.message)
            return card_page(card, status_code=422)
    return RedirectResponse(next_path, status_code=303)


def sign_in_card(*, next_path: str, email: str = "", error: str = "", local: bool = False) -> Card:
    """The ways to sign in: the authority's identity provider, when there is one, and a local account.

    ``local`` shows the form also where passwords are for administrators only.
    """
    chosen = settings()
    entrance = None
    intro = _("Entrez votre adresse professionnelle et votre mot de passe.")
    if chosen.oidc_issuer:
        label = chosen.oidc_label or _("Se connecter avec le compte de la collectivité")
        entrance = (f"{IDENTITY}?next={quote(next_path)}", label)
        intro = _("Utilisez le compte de votre collectivité, ou votre adresse et votre mot de passe.")
    if chosen.oidc_only and not local:
        intro = _("Utilisez le compte de votre collectivité.")
        return Card(title=_("Connexion"), intro=intro, error=error, entrance=entrance, link=_with_code())
    return Card(
        title=_("Connexion"),
        intro=intro,
        error=error,
        entrance=entrance,
        action=SIGN_IN,
        next=next_path,
        fields=(
            Field("email", _("Adresse électronique"), "email", "username", value=email),
            Field("password", _("Mot de passe"), "password", "current-password"),
        ),
        buttons=(Button(_("Se connecter"), secondary=entrance is not None),),
        link=_with_code(),
    )


def _with_code() -> tuple[str, str]:
    """For those who come here with a code on paper and have no account."""
    return QUESTIONNAIRE, _("Vous avez reçu un code ? Répondre sans compte")


def _password_card(*, next_path: str, forced: bool, error: str = "") -> Card:
    shortest = settings().password_min_length
    return Card(
        title=_("Changer de mot de passe"),
        intro=_("Votre mot de passe est provisoire : choisissez le vôtre pour continuer.")
        if forced
        else _("Vos autres appareils seront déconnectés."),
        error=error,
        action=PASSWORD,
        next=next_path,
        fields=(
            Field("current_password", _("Mot de passe actuel"), "password", "current-password"),
            Field(
                "new_password",
                _("Nouveau mot de passe"),
                "password",
                "new-password",
                help=_("Au moins {count} caractères : une suite de plusieurs mots convient bien.").format(
                    count=shortest
                ),
                minlength=shortest,
            ),
            Field(
                "repeated_password",
                _("Nouveau mot de passe, une seconde fois"),
                "password",
                "new-password",
                minlength=shortest,
            ),
        ),
        buttons=(Button(_("Changer le mot de passe")),),
        link=(SIGN_OUT, _("Se déconnecter")) if forced else (next_path, _("Annuler")),
    )
