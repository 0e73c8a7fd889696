"""People with second factors, and profiles with words in them."""

import base64
import itertools
import time

from django.test import Client

_count = itertools.count(1)


def sign_in_afresh(person, **extra):
    """A client signed in as ``person`` a moment ago, so that nothing asks for the password again."""
    client = Client(**extra)
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    session["account_authentication_methods"] = [
        {"method": "password", "at": time.time(), "email": person.email, "reauthenticated": True}
    ]
    session["account_authentication_methods_user"] = str(person.pk)
    session.save()
    return client


def with_totp(person):
    """Give ``person`` an authenticator app; returns its secret."""
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    secret = generate_totp_secret()
    TOTP.activate(person, secret)
    return secret


def totp_code(secret):
    """What the app with ``secret`` shows now."""
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def with_recovery_codes(person):
    """Give ``person`` recovery codes; returns them."""
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    return RecoveryCodes.activate(person).get_unused_codes()


def with_passkey(person, name="My laptop"):
    """A passkey of ``person`` as it is kept; nobody holds its private half, so it is for showing only."""
    from allauth.mfa.models import Authenticator
    from cryptography.hazmat.primitives.asymmetric import ec
    from fido2.cose import ES256
    from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData

    public = ES256.from_cryptography_key(ec.generate_private_key(ec.SECP256R1()).public_key())
    credential = AttestedCredentialData.create(Aaguid.NONE, f"key-{next(_count)}".encode(), public)
    data = AuthenticatorData.create(b"\0" * 32, AuthenticatorData.FLAG(0x45), 0, bytes(credential))
    attested = AttestationObject.create("none", data, {})

    def text(value):
        return base64.urlsafe_b64encode(bytes(value)).decode().rstrip("=")

    return Authenticator.objects.create(
        user=person,
        type=Authenticator.Type.WEBAUTHN,
        data={
            "name": name,
            "credential": {
                "type": "public-key",
                "id": text(credential.credential_id),
                "rawId": text(credential.credential_id),
                "response": {"clientDataJSON": text(b'{"type":"webauthn.create","challenge":"","origin":""}'),
                             "attestationObject": text(attested)},
                "clientExtensionResults": {"credProps": {"rk": True}},
            },
        },
    )  # fmt: skip


def write_profile(person, topics=(), **values):
    """Let ``person`` write their profile; values are its columns."""
    from profiles.people.domain.profiles import change_profile

    return change_profile(person.profile, by=person, topics=list(topics), **values)
