package dev.attestor.input.pem;

import dev.attestor.input.file.BadTextException;
import dev.attestor.input.file.Utf8;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The blocks of PEM text, RFC 7468, in order. The text may have a byte order mark, any line ends,
 * whitespace before lines, other text between blocks, and blocks that start on the last line of
 * another block. No block is ignored: an invalid one is an error.
 */
public record Pem(List<PemBlock> blocks) {

  private static final int SHOWN = 10;
  private static final List<String> PRIVATE_KEYS =
      List.of("PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY", "ENCRYPTED PRIVATE KEY");

  /** Copies the list. */
  public Pem {
    blocks = List.copyOf(blocks);
  }

  /**
   * Reads all blocks, possibly none.
   *
   * @throws PemException if a block is invalid, or if the bytes are keys or certificates in another
   *     format, which the message names
   */
  public static Pem parse(byte[] bytes) throws PemException {
    String text;
    try {
      text = Utf8.decodeLeniently(bytes);
    } catch (BadTextException e) {
      throw new PemException(String.valueOf(e.getMessage()), e);
    }
    Pem pem = new Pem(new PemScanner(text).blocks());
    if (pem.blocks.isEmpty()) {
      OtherForms.refuse(bytes, text);
    }
    return pem;
  }

  /**
   * The blocks with the given labels, in order; at least one.
   *
   * @throws PemException if there is none
   */
  public List<PemBlock> blocks(List<String> kinds) throws PemException {
    List<PemBlock> found = blocks.stream().filter(block -> kinds.contains(block.kind())).toList();
    if (found.isEmpty()) {
      throw new PemException(
          "has no PEM block %s, found %s"
              .formatted(
                  kinds.stream().map("\"%s\""::formatted).collect(Collectors.joining(" or ")),
                  blocks.isEmpty() ? "none" : words(blocks)));
    }
    return found;
  }

  /**
   * The certificates, in order; at least one.
   *
   * @throws PemException if there is none, or one is invalid
   */
  public List<X509Certificate> certificates() throws PemException {
    List<X509Certificate> found = new ArrayList<>();
    for (PemBlock block : blocks(List.of("CERTIFICATE"))) {
      found.add(block.certificate());
    }
    return found;
  }

  /**
   * The first private key: PKCS#8, PKCS#1 or SEC 1.
   *
   * @throws PemException if there is none, or it is encrypted
   */
  public PemBlock privateKey() throws PemException {
    PemBlock key = blocks(PRIVATE_KEYS).get(0);
    if (key.encrypted() || key.kind().startsWith("ENCRYPTED")) {
      throw new PemException(
          "has an encrypted key in line %s, expected one without a password".formatted(key.line()));
    }
    return key;
  }

  private static String words(List<PemBlock> blocks) {
    return blocks.stream().limit(SHOWN).map(PemBlock::toString).collect(Collectors.joining(", "));
  }
}
