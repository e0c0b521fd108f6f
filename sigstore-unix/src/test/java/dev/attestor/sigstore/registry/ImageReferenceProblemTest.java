package dev.attestor.sigstore.registry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Image IDs that name no image in a registry, as runtimes report them, and what is said of each.
 */
class ImageReferenceProblemTest {

  private static final String HEX = "ab".repeat(32);

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "sha256:HEX                 | names no repository, so there is nowhere to look for signatures",
        "docker://sha256:HEX        | names no repository, so there is nowhere to look for signatures",
        "containerd://sha256:HEX    | names no repository, so there is nowhere to look for signatures",
        "docker-pullable://sha256:HEX | names no repository, so there is nowhere to look for",
        "HEX                        | names no repository, so there is nowhere to look for signatures",
        "<none>@sha256:HEX          | names no repository, so there is nowhere to look for signatures",
        "r.example/app@sha512:HEXHEX | is named by a digest of the kind \"sha512\", expected SHA-256",
        "sha512:HEXHEX              | is named by a digest of the kind \"sha512\", expected SHA-256",
        "docker://r.example/app:v1@sha384:HEX | is named by a digest of the kind \"sha384\", expected",
        "r.example/app@sha256:HEXab | has a digest that is none, expected sha256 and 64 lower-case hex",
        "r.example/app@sha256:AHEX  | has a digest that is none, expected sha256 and 64 lower-case hex",
        "r.example/App@sha256:HEX   | names a repository that there cannot be, expected host/path",
        "r.example/app:v1           | is not named by digest, expected repository@sha256:<hex>, or an",
        "app                        | is not named by digest, expected repository@sha256:<hex>, or an",
        "''                         | is not named by digest, expected repository@sha256:<hex>, or an",
      })
  void saysWhatIsMissing(String given, String problem) {
    String id = given.replace("HEX", HEX);

    assertThat(ImageReference.parse(id)).isEmpty();
    assertThat(ImageReference.problem(id)).startsWith(problem);
  }

  @Test
  void saysThatANameIsTooLong() {
    assertThat(ImageReference.problem("a".repeat(2000)))
        .isEqualTo("has a name of 2000 characters, expected at most 1024");
  }
}
