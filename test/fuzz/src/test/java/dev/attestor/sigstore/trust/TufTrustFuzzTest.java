package dev.attestor.sigstore.trust;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.BugDetectors;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.attestor.fuzz.Growth;
import dev.attestor.fuzz.Refusals;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One file of a TUF repository, or of what was kept of it, is any bytes: no other root is trusted.
 */
class TufTrustFuzzTest {

  private static final SignedRepository REPOSITORY = SignedRepository.start();

  /** Each file as it should be; the first byte says which one it is. */
  static Stream<byte[]> files() {
    return IntStream.range(0, SignedRepository.FILES.size())
        .mapToObj(
            file -> {
              byte[] content = REPOSITORY.content(file);
              byte[] seed = new byte[1 + content.length];
              seed[0] = (byte) file;
              System.arraycopy(content, 0, seed, 1, content.length);
              return seed;
            });
  }

  @MethodSource("files")
  @FuzzTest
  void givesTheSignedRootOrNone(byte[] data) {
    if (data.length == 0) {
      return;
    }
    BugDetectors.allowNetworkConnections((host, port) -> REPOSITORY.isAt(host, port));
    Growth.check(data, TufTrustFuzzTest::read);
    try {
      assertThat(read(data)).isEqualTo(REPOSITORY.roots());
    } catch (TrustException e) {
      Refusals.check(e);
    }
  }

  private static TrustRoots read(byte[] data) throws TrustException {
    int file = Byte.toUnsignedInt(data[0]) % SignedRepository.FILES.size();
    return REPOSITORY.readWith(file, Arrays.copyOfRange(data, 1, data.length));
  }
}
