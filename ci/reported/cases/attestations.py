"""Images that have an attestation and no signature, as GitHub's private repositories sign them."""

import base64
import json

from lib.certificates import AUTHORITY, issue, openssl
from lib.registry import GOOD, TAG, Images, registry, verify
from lib.suite import case

BUNDLE = "application/vnd.dev.sigstore.bundle.v0.3+json"
STATEMENT = "application/vnd.in-toto+json"
ISSUER = "https://ci.example"
SUBJECT = "https://code.example/tenant/shop/build.yml@refs/heads/main"

SIGNER = """basicConstraints=critical,CA:FALSE
keyUsage=critical,digitalSignature
extendedKeyUsage=codeSigning
1.3.6.1.4.1.57264.1.8=ASN1:UTF8String:%s
""" % ISSUER

TIMESTAMPS = "basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=critical,timeStamping\n"

SETTINGS = """[tsa]
default_tsa = reported
[reported]
serial = ./serial
default_policy = 1.3.6.1.4.1.99999.1
signer_digest = sha256
digests = sha256
ess_cert_id_alg = sha256
"""

SIGSTORE = """  allowed_identities { "%s" = ["%s"] }
  ignore_tlog = true
  ignore_sct = true
  %%s""" % (ISSUER, SUBJECT)


def encoded(data):
    return base64.b64encode(data).decode()


def der(folder, name):
    return {"rawBytes": encoded(openssl(folder, "x509", "-in", name + ".crt", "-outform", "DER"))}


def bundle(folder):
    """A statement about the image, signed and timestamped."""
    statement = {
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [{"name": "shop", "digest": {"sha256": GOOD.partition(":")[2]}}],
        "predicateType": "https://slsa.dev/provenance/v1",
        "predicate": {"buildDefinition": {}, "runDetails": {}},
    }
    payload = json.dumps(statement).encode()
    signed = b"DSSEv1 %d %s %d %s" % (len(STATEMENT), STATEMENT.encode(), len(payload), payload)
    signature = openssl(folder, "dgst", "-sha256", "-sign", "signer.key", stdin=signed)
    (folder / "signature").write_bytes(signature)
    (folder / "serial").write_text("01\n")
    (folder / "tsa.cnf").write_text(SETTINGS)
    openssl(folder, "ts", "-query", "-data", "signature", "-sha256", "-cert", "-out", "query")
    reply = ("-config", "tsa.cnf", "-queryfile", "query", "-signer", "tsa.crt", "-inkey", "tsa.key", "-out", "reply")
    openssl(folder, "ts", "-reply", *reply)
    timestamps = [{"signedTimestamp": encoded((folder / "reply").read_bytes())}]
    return {
        "mediaType": BUNDLE,
        "verificationMaterial": {
            "certificate": der(folder, "signer"),
            "timestampVerificationData": {"rfc3161Timestamps": timestamps},
        },
        "dsseEnvelope": {
            "payload": encoded(payload),
            "payloadType": STATEMENT,
            "signatures": [{"sig": encoded(signature)}],
        },
    }


def authority(folder, *chain):
    return {
        "subject": {"organization": "reported", "commonName": chain[-1]},
        "uri": "https://%s.example" % chain[-1],
        "certChain": {"certificates": [der(folder, name) for name in chain]},
        "validFor": {"start": "2020-01-01T00:00:00Z"},
    }


def attested(folder, images):
    """Stores an image's attestation as a referrer; returns the trusted root for it."""
    issue(folder, "root", "root", kind=AUTHORITY)
    issue(folder, "signer", "signer", "root", kind=SIGNER, names="critical,URI:" + SUBJECT)
    issue(folder, "clock", "clock", kind=AUTHORITY)
    issue(folder, "tsa", "tsa", "clock", kind=TIMESTAMPS)
    content, image = json.dumps(bundle(folder)).encode(), images.blobs[GOOD]
    images.refer(
        "cases/good",
        {
            "schemaVersion": 2,
            "mediaType": "application/vnd.oci.image.manifest.v1+json",
            "artifactType": BUNDLE,
            "config": {"mediaType": "application/vnd.oci.empty.v1+json", "digest": images.put(b"{}"), "size": 2},
            "layers": [{"mediaType": BUNDLE, "digest": images.put(content), "size": len(content)}],
            "subject": {"mediaType": json.loads(image)["mediaType"], "digest": GOOD, "size": len(image)},
        },
    )
    root = {
        "mediaType": "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
        "certificateAuthorities": [authority(folder, "root")],
        "timestampAuthorities": [authority(folder, "tsa", "clock")],
    }
    (folder / "root.json").write_text(json.dumps(root))
    return folder / "root.json"


@case("github-private-attestation", "a timestamp and no log entry, as a signature", "openssl")
def as_signature(folder):
    checked(folder, "accept_attestation_as_signature = true").expect(
        0, "image-attestations:verified", "image-signature-subject:" + SUBJECT
    )


@case("github-private-attestation", "provenance alone is named if a signature is required", "openssl")
def alone(folder):
    checked(folder, "").expect(1, "accept_attestation_as_signature", "attestation")


def checked(folder, more):
    images = Images()
    del images.manifests["cases/good", TAG + ".sig"]
    root = attested(folder, images)
    with registry(images) as address:
        text = SIGSTORE % more
        return verify(folder, "%s/cases/good@%s" % (address, GOOD), root=root, settings=text)
