"""The rows of people and their sign-ins, one module a matter."""

from server.accounts.models.demo import DemoMark
from server.accounts.models.invitation import SiteInvitation
from server.accounts.models.person import SYSTEM_ID, Person
from server.accounts.models.sign_in import SignIn
from server.accounts.models.signing_mark import SigningMark

__all__ = ["SYSTEM_ID", "DemoMark", "Person", "SignIn", "SigningMark", "SiteInvitation"]
