package dev.attestor.agent.daemon.telemetry;

import dev.attestor.agent.daemon.config.HttpTls;
import dev.attestor.core.tls.CertificateUse;
import dev.attestor.core.tls.FileRemark;
import dev.attestor.core.tls.FileRemark.Severity;
import dev.attestor.core.tls.KeyManagers;
import dev.attestor.core.tls.PemPrivateKey;
import dev.attestor.input.file.SmallFile;
import dev.attestor.input.file.SmallFileException;
import dev.attestor.input.file.SmallFileException.Problem;
import dev.attestor.input.pem.Pem;
import dev.attestor.input.pem.PemException;
import dev.attestor.input.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the files of {@code http_tls} contain, and every problem with it. A certificate and a key
 * are used only if they fit each other and the certificate is valid for servers now.
 */
public final class TlsFiles {

  private static final int MAX_BYTES = 1 << 20;

  private final HttpTls names;
  private final Instant now;
  private final List<FileRemark> remarks = new ArrayList<>();
  private Instant until = Instant.MAX;

  private TlsFiles(HttpTls names, Instant now) {
    this.names = names;
    this.now = now;
  }

  /** All problems of the files; empty if there are none. */
  public static List<FileRemark> look(HttpTls names, Instant now) {
    return open(names, Contents.read(names), now).remarks();
  }

  /**
   * The contents as something that can serve.
   *
   * @param tls empty if a problem is more than a warning
   * @param until when a date in the same contents makes a difference; {@link Instant#MAX} if never
   */
  record Opened(Optional<ServerTls> tls, List<FileRemark> remarks, Instant until) {}

  /** The files as they are at one time; a file that cannot be read has a problem instead. */
  record Contents(Content certificate, Content key, Optional<Content> clientCa) {

    static Contents read(HttpTls names) {
      return new Contents(
          Content.read(HttpTls.CERTIFICATE, names.certificate()),
          Content.read(HttpTls.KEY, names.key()),
          names.clientCa().map(file -> Content.read(HttpTls.CLIENT_CA, file)));
    }
  }

  /** One file. Its text is ISO 8859-1, so that every byte counts when it is compared. */
  record Content(String option, Path file, Secret text, Optional<FileRemark> problem) {

    static Content read(String option, Path file) {
      try {
        String text = new String(SmallFile.bytes(file, MAX_BYTES), StandardCharsets.ISO_8859_1);
        return new Content(option, file, Secret.of(text), Optional.empty());
      } catch (SmallFileException e) {
        Severity severity = e.problem() == Problem.MISSING ? Severity.MISSING : Severity.ERROR;
        String message = "%s; see %s".formatted(e.getMessage(), option);
        return new Content(
            option, file, Secret.of(""), Optional.of(new FileRemark(severity, option, message)));
      }
    }

    byte[] bytes() {
      return text.reveal().getBytes(StandardCharsets.ISO_8859_1);
    }
  }

  static Opened open(HttpTls names, Contents contents, Instant now) {
    TlsFiles files = new TlsFiles(names, now);
    Optional<ServerTls> tls = files.open(contents);
    boolean usable = files.remarks.stream().allMatch(each -> each.severity() == Severity.WARNING);
    return new Opened(usable ? tls : Optional.empty(), List.copyOf(files.remarks), files.until);
  }

  private Optional<ServerTls> open(Contents contents) {
    List<X509Certificate> chain = certificates(contents.certificate());
    if (!chain.isEmpty()) {
      require(CertificateUse.SERVER.problem(chain.get(0), now), chain.get(0));
    }
    Optional<PrivateKey> key = key(contents.key(), chain);
    Optional<List<X509Certificate>> cas = contents.clientCa().map(this::clientCas);
    if (chain.isEmpty() || key.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          ServerTls.of(
              KeyManagers.of(chain, key.get()),
              cas.map(anchors -> new ClientTrust(anchors, Clock.systemUTC()))));
    } catch (GeneralSecurityException e) {
      add(Severity.ERROR, HttpTls.CERTIFICATE, "TLS cannot be set up: " + e.getMessage());
      return Optional.empty();
    }
  }

  private void require(Optional<String> problem, X509Certificate certificate) {
    problem.ifPresent(
        text ->
            add(
                Severity.ERROR,
                HttpTls.CERTIFICATE,
                sentence(certificate, names.certificate(), text)));
  }

  /** Empty if there is a problem. */
  private List<X509Certificate> certificates(Content content) {
    if (!isReadable(content)) {
      return List.of();
    }
    try {
      List<X509Certificate> certificates = Pem.parse(content.bytes()).certificates();
      certificates.forEach(this::noteDates);
      return certificates;
    } catch (PemException e) {
      add(
          Severity.ERROR,
          content.option(),
          "the file \"%s\" %s".formatted(content.file(), e.getMessage()));
      return List.of();
    }
  }

  private void noteDates(X509Certificate certificate) {
    // A certificate is still valid at its last moment.
    Stream.of(
            certificate.getNotBefore().toInstant(),
            certificate.getNotAfter().toInstant().plusNanos(1))
        .filter(now::isBefore)
        .filter(until::isAfter)
        .forEach(date -> until = date);
  }

  private Optional<PrivateKey> key(Content content, List<X509Certificate> chain) {
    if (!isReadable(content) || chain.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          PemPrivateKey.parse(
              content.bytes(), names.key(), chain.get(0).getPublicKey(), names.certificate()));
    } catch (InvalidKeyException e) {
      add(Severity.ERROR, HttpTls.KEY, String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  /** A CA that is of no use is an error only if there is no other. */
  private List<X509Certificate> clientCas(Content content) {
    List<X509Certificate> cas = certificates(content);
    List<String> problems = new ArrayList<>();
    for (X509Certificate each : cas) {
      CertificateUse.CLIENT
          .issuerProblem(each, now)
          .ifPresent(problem -> problems.add(sentence(each, content.file(), problem)));
    }
    Severity severity = problems.size() == cas.size() ? Severity.ERROR : Severity.WARNING;
    problems.forEach(problem -> add(severity, HttpTls.CLIENT_CA, problem));
    return cas;
  }

  private boolean isReadable(Content content) {
    content.problem().ifPresent(remarks::add);
    return content.problem().isEmpty();
  }

  private void add(Severity severity, String option, String message) {
    remarks.add(new FileRemark(severity, option, message));
  }

  private static String sentence(X509Certificate certificate, Path file, String problem) {
    return "the certificate %s in \"%s\" %s"
        .formatted(CertificateUse.quoted(certificate), file, problem);
  }
}
