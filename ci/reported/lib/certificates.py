"""Keys and certificates, made with openssl for each case."""

import base64
import subprocess
import time

SERVER = "keyUsage=critical,digitalSignature\nextendedKeyUsage=serverAuth\nbasicConstraints=critical,CA:FALSE\n"
CLIENT = SERVER.replace("serverAuth", "clientAuth")
AUTHORITY = "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign\nsubjectKeyIdentifier=hash\n"

SETTINGS = """[ca]
default_ca = all
[all]
new_certs_dir = .
database = index.txt
rand_serial = yes
default_md = sha256
policy = names
unique_subject = no
[names]
commonName = supplied
"""


def openssl(folder, *arguments, stdin=None):
    return subprocess.run(
        ["openssl", *map(str, arguments)],
        cwd=folder,
        input=stdin,
        check=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ).stdout


def at(days):
    """A time so many days from now, as openssl wants it."""
    return time.strftime("%Y%m%d%H%M%SZ", time.gmtime(time.time() + days * 86400))


def issue(folder, name, common_name, issuer=None, kind=SERVER, names="", until=365):
    """NAME.crt and NAME.key, issued by the issuer's files or by itself."""
    (folder / "openssl.cnf").write_text(SETTINGS)
    (folder / "index.txt").touch()
    (folder / (name + ".ext")).write_text(kind + ("subjectAltName=%s\n" % names if names else ""))
    openssl(folder, "ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", name + ".key")
    openssl(folder, "req", "-new", "-key", name + ".key", "-subj", "/CN=" + common_name, "-out", name + ".csr")
    signer = ("-cert", issuer + ".crt", "-keyfile", issuer + ".key") if issuer else ("-selfsign", "-keyfile", name + ".key")
    openssl(
        folder,
        *("ca", "-batch", "-notext", "-config", "openssl.cnf", *signer, "-in", name + ".csr", "-out", name + ".crt"),
        *("-startdate", at(-900), "-enddate", at(until), "-extfile", name + ".ext"),
    )
    return folder / (name + ".crt")


def public_key(folder, name):
    """A new RSA key NAME.key; returns its public half as PEM."""
    openssl(folder, "genrsa", "-out", name + ".key", "2048")
    return openssl(folder, "rsa", "-in", name + ".key", "-pubout").decode()


def encoded(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def signed_token(folder, key, claims_as_json):
    """A JSON Web Token with RS256."""
    text = encoded(b'{"alg":"RS256","typ":"JWT"}') + "." + encoded(claims_as_json.encode())
    return text + "." + encoded(openssl(folder, "dgst", "-sha256", "-sign", key + ".key", stdin=text.encode()))
