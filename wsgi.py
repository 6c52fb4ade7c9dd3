"""The door for a server (`gunicorn wsgi:app`) and for the flask command (`flask --app wsgi …`)."""
from portal import create_app

app = create_app()
