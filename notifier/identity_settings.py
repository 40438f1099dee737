"""The settings of a sign-in by the practice's own identity provider (OpenID Connect), such as NHSmail's."""

from urllib.parse import urlsplit

from pydantic import BaseModel, SecretStr, field_validator, model_validator

_LOOPBACK = ("localhost", "127.0.0.1", "::1")


class IdentitySettings(BaseModel):
    """Staff may sign in with an account that they have elsewhere, if it is that of a person who has one here."""

    oidc_issuer: str = ""  # who vouches for staff, as its discovery document names it; empty for none
    oidc_client_id: str = ""  # as what this installation is registered there
    oidc_client_secret: SecretStr = SecretStr("")  # the secret that it was given there
    oidc_name: str = "NHSmail"  # what staff call it: it stands on the button
    oidc_factor: str = ""  # what shows that a second factor was given there, such as "amr=mfa"; empty: we ask for ours
    oidc_trusts_email: bool = False  # take addresses that are not said to be verified: of a tenant of your own alone

    @field_validator("oidc_issuer")
    @classmethod
    def _over_tls(cls, value: str) -> str:
        parts = urlsplit(value)
        is_safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
        if value and not (is_safe and parts.netloc and not parts.query and not parts.fragment):
            raise ValueError("write the issuer as its discovery document does, such as https://login.example.com/abc")
        return value

    @field_validator("oidc_factor")
    @classmethod
    def _claim_and_value(cls, value: str) -> str:
        claim, _, wanted = value.partition("=")
        if value and not (claim in ("acr", "amr") and wanted):
            raise ValueError('write "amr=" or "acr=" and the value that the provider sends, such as "amr=mfa"')
        return value

    @model_validator(mode="after")
    def _all_or_none(self) -> "IdentitySettings":
        given = (self.oidc_issuer, self.oidc_client_id, self.oidc_client_secret.get_secret_value())
        if any(given) and not all(given):
            raise ValueError("set oidc_issuer, oidc_client_id and oidc_client_secret together, or none of them")
        return self
