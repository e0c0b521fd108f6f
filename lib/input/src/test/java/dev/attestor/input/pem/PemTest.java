package dev.attestor.input.pem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PemTest {

  /** What is within the blocks does not matter here. */
  private static final String FIRST =
      """
      -----BEGIN PUBLIC KEY-----
      MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEqJ7HOZl6Jm4ZlU6GTlUyXn2HKrxW
      -----END PUBLIC KEY-----
      """;

  private static final String SECOND = FIRST.replace("MFkw", "MGkw");
  private static final byte[] ONE = content(FIRST);
  private static final byte[] TWO = content(SECOND);

  static Stream<Arguments> readable() {
    String indented = (FIRST + SECOND).replaceAll("(?m)^", "\t  ");
    return Stream.of(
        Arguments.of("plain", FIRST + SECOND),
        Arguments.of("a byte order mark", "\ufeff" + FIRST + SECOND),
        Arguments.of("CRLF", (FIRST + SECOND).replace("\n", "\r\n")),
        Arguments.of("CR alone", (FIRST + SECOND).replace("\n", "\r")),
        Arguments.of("indented", indented),
        Arguments.of("blanks at the ends of lines", (FIRST + SECOND).replace("\n", "  \n")),
        Arguments.of("blank lines within", (FIRST + SECOND).replace("\n", "\n\n")),
        Arguments.of("joined without a newline", FIRST.strip() + SECOND.strip()),
        Arguments.of("all on one line", (FIRST + SECOND).replace("\n", "")),
        Arguments.of("text around", "a: b\n" + FIRST + "\n# next --- BEGIN ---\n" + SECOND + "end"),
        Arguments.of("headers", FIRST.replaceFirst("-----\n", "-----\nA: b\n\n") + SECOND));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("readable")
  void readsEveryBlock(String name, String text) throws PemException {
    assertThat(parse(text).blocks())
        .extracting(PemBlock::kind, PemBlock::encrypted, PemBlock::content)
        .containsExactly(tuple("PUBLIC KEY", false, ONE), tuple("PUBLIC KEY", false, TWO));
  }

  @Test
  void readsBesideACommentInAnotherEncoding() throws PemException {
    byte[] latin = ("# Schl\u00fcssel\n" + FIRST).getBytes(StandardCharsets.ISO_8859_1);

    assertThat(Pem.parse(latin).blocks()).hasSize(1);
  }

  @Test
  void countsLinesHoweverTheyEnd() throws PemException {
    String text = "1\r\n2\n3\r" + FIRST + "\r\n" + SECOND;

    assertThat(parse(text).blocks()).extracting(PemBlock::line).containsExactly(4, 8);
  }

  static Stream<Arguments> unreadable() {
    String begin = "-----BEGIN PUBLIC KEY-----";
    return Stream.of(
        Arguments.of(
            "no END line",
            FIRST + begin + "\nAAAA\n",
            "has a block \"PUBLIC KEY\" in line 4 without an END line"),
        Arguments.of(
            "no END line before the next",
            begin + "\nAAAA\n" + FIRST,
            "has a block \"PUBLIC KEY\" in line 1 without an END line"),
        Arguments.of(
            "another END line",
            FIRST.replace("END PUBLIC", "END PRIVATE"),
            "has a block \"PUBLIC KEY\" in line 1 whose END line differs, line 3"),
        Arguments.of(
            "a cut END line",
            FIRST.replace("KEY-----\n-----END", "KEY").strip().replaceAll("--$", ""),
            "has a block \"PUBLIC KEY\" in line 1 whose END line differs, line 3"),
        Arguments.of(
            "no BEGIN line",
            FIRST + "AAAA\n-----END PUBLIC KEY-----\n",
            "has an END line without a BEGIN line, line 5"),
        Arguments.of(
            "a BEGIN line without its end",
            FIRST + FIRST.replace("BEGIN PUBLIC KEY-----", "BEGIN PUBLIC KEY"),
            "has a BEGIN line that cannot be read, line 4; expected -----BEGIN <kind>-----"),
        Arguments.of(
            "four dashes",
            SECOND + FIRST.substring(1).replace("-----END PUBLIC KEY-----\n", ""),
            "has a block \"PUBLIC KEY\" in line 4 without five dashes on both sides of its BEGIN"
                + " line"),
        Arguments.of(
            "dashes of a word processor",
            FIRST.replace("-----", "\u2014"),
            "has a block \"PUBLIC KEY\" in line 1 without five dashes on both sides of its BEGIN"
                + " line"),
        Arguments.of(
            "no base64",
            FIRST.replace("MFkw", "M?kw"),
            "has a block \"PUBLIC KEY\" in line 1 that is not base64"),
        Arguments.of(
            "commented out",
            FIRST.replaceAll("(?m)^", "# "),
            "has a block \"PUBLIC KEY\" in line 1 that is not base64"),
        Arguments.of(
            "line breaks as \\n",
            "\"" + FIRST.replace("\n", "\\n") + "\"",
            "has a block \"PUBLIC KEY\" in line 1 whose line breaks are the two characters \\n"
                + ", expected real ones"),
        Arguments.of("base64 of PEM", base64(FIRST), "is base64 of PEM, expected PEM itself"),
        Arguments.of(
            "base64 alone",
            FIRST.split("\n", -1)[1].replace("MFkw", "MIIB"),
            "is base64 without BEGIN and END lines, expected PEM"),
        Arguments.of(
            "OpenSSH",
            "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTY= me@here\n",
            "is a key in the form of OpenSSH, expected PEM"),
        Arguments.of(
            "RFC 4716",
            "---- BEGIN SSH2 PUBLIC KEY ----\nAAAA\n---- END SSH2 PUBLIC KEY ----\n",
            "is a key in the form of OpenSSH, expected PEM"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("unreadable")
  void saysWhatCannotBeRead(String name, String text, String message) {
    assertThatExceptionOfType(PemException.class)
        .isThrownBy(() -> parse(text))
        .withMessage("%s", message);
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE"})
  void namesUtf16(String charset) {
    assertThatExceptionOfType(PemException.class)
        .isThrownBy(() -> Pem.parse(FIRST.getBytes(Charset.forName(charset))))
        .withMessage("is saved as UTF-16, expected UTF-8");
  }

  @Test
  void namesDerOfEveryLength() {
    byte[] small = new byte[0x59 + 2];
    small[0] = 0x30;
    small[1] = 0x59;
    small[2] = 0x30;
    byte[] large = {0x30, (byte) 0x82, 1, 2, 3, 4};

    for (byte[] der : List.of(small, large)) {
      assertThatExceptionOfType(PemException.class)
          .isThrownBy(() -> Pem.parse(der))
          .withMessage("is binary (DER), expected PEM");
    }
  }

  @Test
  void saysWhatThereIsInPlaceOfWhatIsMissing() throws PemException {
    Pem pem = parse("\n" + FIRST + FIRST.replace("PUBLIC", "OPENSSH PRIVATE"));

    assertThatExceptionOfType(PemException.class)
        .isThrownBy(pem::certificates)
        .withMessage(
            "has no PEM block \"CERTIFICATE\", found \"PUBLIC KEY\" in line 2, \"OPENSSH PRIVATE"
                + " KEY\" in line 5");
    assertThatExceptionOfType(PemException.class)
        .isThrownBy(() -> parse("hello").privateKey())
        .withMessageStartingWith("has no PEM block \"PRIVATE KEY\" or ")
        .withMessageEndingWith("found none");
  }

  @Test
  void takesNoEncryptedKey() throws PemException {
    String header = "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\n";
    String old = FIRST.replace("PUBLIC", "EC PRIVATE").replaceFirst("-----\n", "-----\n" + header);
    String now = FIRST.replace("PUBLIC", "ENCRYPTED PRIVATE");

    for (String text : List.of(old, now)) {
      Pem pem = parse("\n" + text);
      assertThatExceptionOfType(PemException.class)
          .isThrownBy(pem::privateKey)
          .withMessage("has an encrypted key in line 2, expected one without a password");
    }
  }

  @Test
  void writesABlockAsItWasRead() throws PemException {
    assertThat(parse("\ufeff  " + FIRST.strip()).blocks().get(0).text()).isEqualTo(FIRST);
  }

  @Test
  void printsNoContent() throws PemException {
    assertThat(parse(FIRST)).hasToString("Pem[blocks=[\"PUBLIC KEY\" in line 1]]");
  }

  private static Pem parse(String text) throws PemException {
    return Pem.parse(text.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] content(String block) {
    return Base64.getDecoder().decode(block.split("\n", -1)[1]);
  }

  private static String base64(String text) {
    return Base64.getMimeEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
