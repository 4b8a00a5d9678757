from tests.access.matrix import Row, everybody

ROWS = [
    Row("healthz", get=everybody(), post=everybody(405)),
    Row("readyz", get=everybody((200, 503)), post=everybody(405)),
    Row("set_language", get=everybody(302), post=everybody(302)),
]
