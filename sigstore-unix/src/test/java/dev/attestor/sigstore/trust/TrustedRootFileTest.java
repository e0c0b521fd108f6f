package dev.attestor.sigstore.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.attestor.sigstore.registry.Digest;
import dev.attestor.testkit.SignedCases;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Trusted roots as they are met: old keys, odd elements, several in a file, and files that are
 * none.
 */
class TrustedRootFileTest {

  @TempDir private Path folder;
  private String text = "";
  private JsonObject root = new JsonObject();
  private TrustRoots good = new TrustRoots(List.of(), List.of(), List.of(), List.of());

  @BeforeEach
  void read() throws IOException {
    text = Files.readString(SignedCases.trust(folder, "trusted_root.json"));
    root = JsonParser.parseString(text).getAsJsonObject();
    good = parse(text).roots();
  }

  @Test
  void readsRsaKeysInTheirOlderForm() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    KeyPair pair = generator.generateKeyPair();
    byte[] bare =
        SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded())
            .parsePublicKey()
            .getEncoded();
    JsonObject key = element("ctlogs").getAsJsonObject("publicKey");
    key.addProperty("rawBytes", Base64.getEncoder().encodeToString(bare));
    key.addProperty("keyDetails", "PKCS1_RSA_PKCS1V5");

    TrustedRootFile read = parse(root.toString());

    assertThat(read.remarks()).isEmpty();
    assertThat(read.roots().certificateLogs().get(0).key()).isEqualTo(pair.getPublic());
    assertThat(read.roots().certificateLogs().get(0).id())
        .isEqualTo(Digest.of(pair.getPublic().getEncoded()));
  }

  /** Something that one element cannot be, with the words of the remark. */
  record Odd(String list, String remark, Consumer<JsonObject> change) {
    @Override
    public String toString() {
      return list + ": " + remark;
    }
  }

  static Stream<Odd> odd() {
    return Stream.of(
        new Odd("tlogs", "it has no key", log -> log.remove("publicKey")),
        new Odd(
            "tlogs",
            "its key or its address cannot be read (keyDetails PKIX_ECDSA_P256_SHA_256)",
            log -> log.getAsJsonObject("publicKey").addProperty("rawBytes", "c2VjcmV0")),
        new Odd(
            "ctlogs",
            "its key or its address cannot be read (keyDetails ",
            log -> log.addProperty("baseUrl", "secret address")),
        new Odd(
            "ctlogs",
            "one of its fields has a value of another kind",
            log -> log.addProperty("publicKey", "secret")),
        new Odd(
            "certificateAuthorities",
            "certificate 1 of its chain cannot be read",
            authority ->
                authority
                    .getAsJsonObject("certChain")
                    .getAsJsonArray("certificates")
                    .get(0)
                    .getAsJsonObject()
                    .addProperty("rawBytes", "c2VjcmV0")),
        new Odd(
            "certificateAuthorities",
            "it has no certificate",
            authority -> authority.remove("certChain")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("odd")
  void anElementThatCannotBeUsedIsARemark(Odd odd) throws Exception {
    JsonObject other = element(odd.list()).deepCopy();
    odd.change().accept(other);
    JsonArray list = root.getAsJsonArray(odd.list());
    JsonArray both = new JsonArray();
    both.add(other);
    both.addAll(list);
    root.add(odd.list(), both);

    TrustedRootFile read = parse(root.toString());

    assertThat(read.roots()).isEqualTo(good);
    assertThat(read.remarks())
        .singleElement()
        .asString()
        .startsWith("number 1 of %s is passed over: %s".formatted(odd.list(), odd.remark()))
        .doesNotContain("secret");
  }

  @Test
  void aRootOfWhichNothingCanBeUsedIsNone() {
    element("tlogs").remove("publicKey");
    Stream.of("ctlogs", "certificateAuthorities", "timestampAuthorities").forEach(root::remove);

    assertUnusable(
        root.toString(),
        "\"root.json\" holds no certificate or key that can be used: number 1 of tlogs is passed over: it");
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"\n", "\r\n", "\n\n \n", " ", ""})
  void allRootsOfAFileCount(String separator) throws Exception {
    JsonObject logsAlone = new JsonObject();
    logsAlone.add("mediaType", root.get("mediaType"));
    logsAlone.add("tlogs", root.remove("tlogs"));

    TrustRoots both = parse(logsAlone + separator + root + separator).roots();

    assertThat(both).isEqualTo(good);
  }

  @Test
  void rootsMaySpanLinesAndHaveTheOtherSpellingOfFields() throws Exception {
    String other =
        text.replace("certificateAuthorities", "certificate_authorities")
            .replace("mediaType", "media_type");

    TrustRoots both = parse("\uFEFF" + text + other).roots();

    assertThat(both.authorities()).hasSize(2 * good.authorities().size());
  }

  @Test
  void theRemarksOfSeveralRootsSayWhichOneItIs() throws Exception {
    element("tlogs").remove("publicKey");

    assertThat(parse(text + root).remarks())
        .containsExactly("root 2 of 2: number 1 of tlogs is passed over: it has no key");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "ROOT\\nsecret       | : line 2: expected the end of the text, or another JSON object",
        "ROOT,\\nROOT        | : line 1: expected the end of the text, or another JSON object",
        "[ROOT,ROOT]         | : line 1: expected a JSON object, not an array",
        "secret              | : line 1: expected a JSON object",
        "\\nROOT\\n{secret}  | : line 3: the text is not JSON",
        "ROOT{\"a\":         | : line 1: the text is not JSON",
        "\"\"                | : it is empty, expected a JSON object",
        "{\"tlogs\":\"secret\",\"mediaType\":\"application/vnd.dev.sigstore.trustedroot\"} | : expected an array \"tlogs\"",
        "ROOT\\n{\"mediaType\":\"x\"} | is root 2 of 2: \"x\", expected \"application/vnd.dev.sigstore.trustedroot...\"",
      })
  void whatIsNoTrustedRootIsRefusedWithoutQuotingIt(String given, String message) {
    String compact = root.toString();
    assertUnusable(
        given.equals("\"\"") ? "" : given.replace("ROOT", compact).replace("\\n", "\n"), message);
  }

  @Test
  void moreRootsThanAnybodyHasAreRefused() {
    assertUnusable(
        (root + "\n").repeat(17), "\"root.json\" holds 17 trusted roots, expected at most 16");
  }

  private static void assertUnusable(String given, String message) {
    assertThatExceptionOfType(TrustException.class)
        .isThrownBy(() -> parse(given))
        .withMessageStartingWith("\"root.json\" ")
        .withMessageContaining(message)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("secret").hasSizeLessThan(300));
  }

  private JsonObject element(String list) {
    return root.getAsJsonArray(list).get(0).getAsJsonObject();
  }

  private static TrustedRootFile parse(String json) throws TrustException {
    return TrustedRootFile.parse(json.getBytes(StandardCharsets.UTF_8), "root.json");
  }
}
