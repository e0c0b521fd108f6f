"""Names of images and of those who sign them."""

from lib.program import check
from lib.registry import ALICE, TRUSTED_ROOT, sigstore, verify
from lib.suite import case


@case("unclear-image-id", "loaded: the digest alone", image="sha256:" + "a" * 64, says="names no repository")
@case("unclear-image-id", "Docker's spelling", image="docker://sha256:" + "a" * 64, says="names no repository")
@case("unclear-image-id", "SHA-512", image="registry.example/shop@sha512:" + "a" * 128, says="SHA-256")
def image_id(folder, image, says):
    verify(folder, image).expect(1, says, never=["is not named by digest"])


@case("plus-in-subject", "an expression that does not match its own text")
def plus(folder):
    subject = "https://github.com/tenant/shop/.github/workflows/release.yml@refs/tags/v2.1.0+rke2"
    text = sigstore(TRUSTED_ROOT, settings=ALICE.replace("alice@example.com", subject))
    checked = check(folder, text + "use_anonymous_authentication = true\nskip_kubelet_verification = true\n")
    checked.expect(0, "warning", "own text", "v2[.]1[.]0[+]rke2")
