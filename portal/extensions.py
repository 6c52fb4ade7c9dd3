"""The extensions, made once and bound to an app in create_app. Nothing else lives here."""
from flask_login import LoginManager
from flask_wtf import CSRFProtect

from portal.database import Database
from portal.keys import Keyring

db = Database()
keyring = Keyring()
login = LoginManager()
csrf = CSRFProtect()
