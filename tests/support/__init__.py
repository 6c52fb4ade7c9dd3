"""What tests stand on: databases, browsers, a mail server, and a client that inspects every page."""
