"""Pictures and sound from anybody: decoded and written anew in a limited child process, the original discarded.

    from portal.media.cleaning import Refused, clean_picture, clean_sound

cleaning.py is what the portal calls; worker.py is the script of the child, and nothing of ours imports it.
"""
