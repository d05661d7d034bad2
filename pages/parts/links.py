"""Signed, short-lived, owner-bound links to files that stand in the lists folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from itsdangerous import BadSignature, SignatureExpired, URLSafeTimedSerializer

from data.access import Person
from data.errors import Forbidden, LinkExpired
from data.sealed import house_secret
from data.sentence import Sentence
from data.settings import Settings

ADDRESS = "/download/{token}"
SECRET_NAME = "link-secret"


@dataclass(frozen=True)
class Linked:
    """The file that a good link names, and the name it has for the person."""

    path: Path
    file_name: str


def link_to(file: Path, file_name: str, *, owner: Person, settings: Settings) -> str:
    """The address of a file inside `settings.lists`, good for `link_seconds` and for this person alone."""
    inside = file.resolve().relative_to(settings.lists.resolve())
    token = _signer(settings).dumps({"file": inside.as_posix(), "name": file_name, "owner": owner.name})
    return ADDRESS.format(token=token)


def linked(token: str, *, asks: Person, settings: Settings) -> Linked:
    """What a link names. Raises `Forbidden` for a false or foreign link, `LinkExpired` for an old one."""
    try:
        named = _signer(settings).loads(token, max_age=settings.link_seconds)
    except SignatureExpired as reason:
        raise LinkExpired(
            Sentence("This download link has expired. Go back to the page and prepare the file again.")
        ) from reason
    except BadSignature as reason:
        raise Forbidden(Sentence("This is not a valid download link.")) from reason
    if named["owner"] != asks.name:
        raise Forbidden(Sentence("This download link was made for somebody else. Ask for the file on its page."))
    return Linked(_inside(settings.lists, named["file"]), named["name"])


def _inside(folder: Path, name: str) -> Path:
    """The signature already vouches for the path; it is checked again where it is opened."""
    path = (folder / name).resolve()
    if not path.is_relative_to(folder.resolve()):
        raise Forbidden(Sentence("This is not a valid download link."))
    if not path.is_file():
        raise LinkExpired(Sentence("This file is no longer kept. Go back to the page and prepare it again."))
    return path


def _signer(settings: Settings) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(house_secret(settings.state / SECRET_NAME), salt="download")
