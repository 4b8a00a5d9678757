from tests.access.matrix import EVERYBODY, Row, everybody

ROWS = [
    Row("programs:landing", get=EVERYBODY, post=everybody(405)),
    Row("programs:program_list", get=EVERYBODY, post=everybody(405)),
    Row("programs:help", get=EVERYBODY, post=everybody(405)),
]
