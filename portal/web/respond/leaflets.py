"""The leaflets: public pages that know nobody, set no cookie and can be printed."""
from __future__ import annotations

from flask import abort, render_template

from portal import languages
from portal.leaflets import shelf
from portal.web.respond import bp, views


@bp.get("/<language:language>/about")
def leaflets(language: str):
    """Every leaflet, those for children first."""
    languages.speak(language, "child")
    shown = {voice: [_line(language, name) for name in shelf.available() if shelf.load(name).voice == voice]
             for voice in shelf.VOICES}
    links = views.language_links("respond.leaflets")
    return render_template("respond/leaflets.html", shown=shown, **views.plain(look="child", language_links=links))


@bp.get("/<language:language>/about/<leaflet>")
def leaflet(language: str, leaflet: str):
    """One leaflet, in the look and the register of its readers."""
    if leaflet not in shelf.available():
        abort(404)
    voice = shelf.load(leaflet).voice
    languages.speak(language, voice)
    links = views.language_links("respond.leaflet", leaflet=leaflet)
    return render_template("respond/leaflet.html", leaflet=shelf.load(leaflet),
                           **views.plain(look=voice, reader=voice, language_links=links))


def _line(language: str, name: str) -> dict:
    """A leaflet's name, title and line in the list, in its own register."""
    one = shelf.load(name)
    with languages.speaking(language, one.voice):
        return {"name": name, "title": languages.words(one.title), "short": languages.words(one.short)}
