"""Every page of the portal, in its states and both languages, as a browser shows it.

``visits.py`` reads the list of pages off the access matrix, ``states.py`` adds the states in which
a page looks different, ``screen.py`` shows what Django's test client was answered in a real browser
at every width, and ``checks.js`` measures there what axe-core does not.
"""
