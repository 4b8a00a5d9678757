from tests.access.matrix import Row, everybody

ROWS = [
    Row("set_language", get=everybody(302), post=everybody(302)),
]
