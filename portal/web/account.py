"""Signing in and out, setting a password from a one-use link, and the administrator's accounts."""
from __future__ import annotations

from uuid import UUID

from flask import (
    Blueprint,
    abort,
    current_app,
    flash,
    get_flashed_messages,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_login import current_user, login_user
from flask_wtf import FlaskForm
from wtforms import EmailField, PasswordField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Regexp

from portal.cases import contact
from portal.extensions import csrf
from portal.media.cleaning import LARGEST_UPLOAD, Refused, clean_picture
from portal.offered import DEFAULT, ENGLISH_NAMES
from portal.people import accounts, navigation, passwords, pictures
from portal.people.gate import Account
from portal.people.passwords import SignInRefused
from portal.people.policy import ROLES
from portal.people.sessions import begin, forget
from portal.questionnaires.kinds import clean
from portal.security import sandboxed

bp = Blueprint("account", __name__, url_prefix="/staff")


class SignInForm(FlaskForm):
    class Meta:
        csrf = False  # nobody is signed in yet; the guard on every POST asks for the origin

    email = EmailField("E-mail address", [InputRequired("Enter your e-mail address.")], filters=[clean])
    password = PasswordField("Password", [InputRequired("Enter your password.")])


class PasswordForm(FlaskForm):
    class Meta:
        csrf = False

    password = PasswordField("New password", [InputRequired("Enter a password.")])
    again = PasswordField("The same password again", [InputRequired("Enter the password again.")])


class AccountForm(FlaskForm):
    """A new account."""

    name = StringField("Full name", [DataRequired("Enter the person’s name.")], filters=[clean])
    email = EmailField("E-mail address", [
        InputRequired("Enter an e-mail address."),
        Regexp(r"[^@\s]+@[^@\s]+\.[^@\s]+$", message="Enter a real e-mail address.")], filters=[clean])
    roles = SelectMultipleField("What they do", [InputRequired("Choose at least one role.")],
                                choices=[SelectChoice(r, text) for r, text in ROLES.items()])
    reads = SelectMultipleField("Languages that an interpreter puts into English", choices=[
        SelectChoice(code, name) for code, name in sorted(ENGLISH_NAMES.items(), key=lambda one: one[1])
        if code != DEFAULT])


def _errors(form) -> list[tuple[str, str]]:
    return [(field.id, message) for field in form for message in field.errors]


@bp.route("/sign-in", methods=["GET", "POST"])
@csrf.exempt
def sign_in():
    """The door for staff."""
    form = SignInForm()
    errors = []
    if form.validate_on_submit():
        try:
            staff = passwords.sign_in(form.email.data, form.password.data, request.remote_addr or "")
        except SignInRefused as refused:
            errors = [("email", accounts.refusal_words(refused.wait))]
        else:
            begin()
            login_user(Account(staff))
            return redirect(url_for(".home"), 303)
    errors = errors or _errors(form)
    return render_template("account/sign_in.html", form=form, errors=errors), 422 if errors else 200


@bp.get("/")
def home():
    """The first room that is open to whoever signed in."""
    endpoint = navigation.home(current_user.roles)
    if endpoint is None:
        abort(403)
    return redirect(url_for(endpoint), 303)


@bp.get("/me")
def me():
    """One's own photo, as children see it on their contact card."""
    return _me([])


def _me(errors):
    mine = pictures.is_kept_for(current_user.actor.id)
    page = render_template("account/me.html", errors=errors, notice=" ".join(map(str, get_flashed_messages())),
                           photo_url=url_for(".photo", staff_id=current_user.actor.id) if mine else "")
    return page, 422 if errors else 200


@bp.post("/me/picture")
def picture():
    """Put a photo of oneself in, or take it off."""
    if request.form.get("go") == "off":
        pictures.take_off(current_user.actor)
        flash("Your photo is off. Cards that were printed keep it.")
        return redirect(url_for(".me"), 303)
    file = request.files.get("picture")
    try:
        pictures.keep(current_user.actor, clean_picture(file.stream.read(LARGEST_UPLOAD + 1) if file else b""))
    except Refused as refused:
        return _me([("picture", accounts.picture_refusal(refused.why))])
    flash("Your photo is on the contact cards of your children from now on.")
    return redirect(url_for(".me"), 303)


@bp.get("/photo/<uuid:staff_id>")
def photo(staff_id: UUID):
    """A colleague's photo."""
    found = pictures.of(staff_id) if accounts.is_colleague(current_user.actor, staff_id) else None
    if found is None:
        abort(404)
    return sandboxed(*found)


@bp.post("/sign-out")
def sign_out():
    """End the session here and in the database."""
    forget()
    return redirect(url_for(".sign_in"), 303)


@bp.route("/welcome/<token>", methods=["GET", "POST"])
@csrf.exempt
def set_password(token: str):
    """Set a password from a one-use link."""
    link = passwords.find_one_use_link(token)
    if link is None:
        abort(404)
    form, errors = PasswordForm(), []
    if form.validate_on_submit():
        problem = passwords.password_problem(form.password.data, form.again.data)
        if problem is None:
            passwords.set_password(link, form.password.data)
            return redirect(url_for(".sign_in"), 303)
        errors = [("password", problem)]
    errors = errors or _errors(form)
    return render_template("account/set_password.html", form=form, errors=errors), 422 if errors else 200


@bp.get("/people")
def people():
    """Everybody with an account."""
    return _people(AccountForm(), [])


def _people(form, errors, link=""):
    listed = accounts.listed(current_user.actor)
    page = render_template("account/people.html", accounts=listed, form=form, errors=errors, link=link,
                           notice=" ".join(map(str, get_flashed_messages())))
    return page, 422 if errors else 200


def _unfit(form: AccountForm) -> str:
    """Why this cannot be an account, or ''."""
    roles = frozenset(form.roles.data)
    if "interpreter" in roles and contact.is_somebodys(current_user.actor, form.email.data):
        return "This is the address of a child or of somebody round one. They are never interpreters."
    return accounts.role_problem(roles, form.reads.data or [])


@bp.post("/people")
def add():
    """Add an account; its one-use link is shown once."""
    form = AccountForm()
    if not form.validate_on_submit():
        return _people(form, _errors(form))
    problem = _unfit(form)
    if problem:
        return _people(form, [("roles", problem)])
    try:
        staff_id = accounts.add(current_user.actor, form.name.data, form.email.data, frozenset(form.roles.data),
                                form.reads.data or [])
    except accounts.AlreadyThere:
        return _people(form, [("email", "There is an account with this e-mail address already.")])
    return _people(AccountForm(formdata=None), [], _link(staff_id))


@bp.post("/people/<uuid:staff_id>/link")
def renew(staff_id: UUID):
    """A new one-use link for somebody who cannot get in."""
    if not accounts.may_be_renewed(current_user.actor, staff_id):
        abort(404)
    return _people(AccountForm(formdata=None), [], _link(staff_id))


@bp.post("/people/<uuid:staff_id>/close")
def close(staff_id: UUID):
    """A leaver: every session ends with this request."""
    if not accounts.close(current_user.actor, staff_id):
        abort(404)
    flash("The account is closed. Their children, if any, are on the duty list until the office moves them.")
    return redirect(url_for(".people"), 303)


def _link(staff_id: UUID) -> str:
    base = current_app.extensions["portal"]["PORTAL_STAFF_URL"].rstrip("/")
    return base + url_for(".set_password", token=passwords.make_one_use_link(staff_id))
