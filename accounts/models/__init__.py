from accounts.models.document import Document, DocumentAccess
from accounts.models.kelurahan import Kelurahan, KelurahanAlias
from accounts.models.person import KkIndex, NikIndex, Person, PersonAccess
from accounts.models.user import User

__all__ = [
    "Document",
    "DocumentAccess",
    "Kelurahan",
    "KelurahanAlias",
    "KkIndex",
    "NikIndex",
    "Person",
    "PersonAccess",
    "User",
]
