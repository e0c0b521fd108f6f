package dev.attestor.core.kubelet;

import dev.attestor.core.tls.CertificateUse;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;

/**
 * The names that a certificate is issued for, RFC 9525: only subject alternative names, with
 * wildcards as in Go. The common name is used only in the form of kubelets: {@code
 * CN=system:node:<node name>, O=system:nodes} in a certificate without alternative names, which is
 * valid for that node.
 */
final class ServerNames {

  private static final int DNS = 2;
  private static final int ADDRESS = 7;
  private static final int MAX_TOLD = 8;
  private static final Pattern IPV4 =
      Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(?:\\.(?!$)|$)){4}");
  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_.:-]+");
  private static final Pattern LABEL = Pattern.compile("[a-zA-Z0-9_][a-zA-Z0-9_-]*");

  private final X509Certificate certificate;
  private final List<String> dns = new ArrayList<>();
  private final List<String> addresses = new ArrayList<>();
  private final boolean hasAlternatives;
  private final boolean constrained;

  private ServerNames(X509Certificate certificate, boolean constrained)
      throws CertificateParsingException {
    this.certificate = certificate;
    this.constrained = constrained;
    Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
    this.hasAlternatives = alternatives != null && !alternatives.isEmpty();
    if (alternatives != null) {
      for (List<?> each : alternatives) {
        int type = (Integer) each.get(0);
        if (type == DNS) {
          dns.add((String) each.get(1));
        } else if (type == ADDRESS) {
          addresses.add((String) each.get(1));
        }
      }
    }
  }

  /**
   * Reads the names.
   *
   * @param constrained whether a CA above has name constraints. If so, names that constraints do
   *     not cover are ignored: the common name, and whatever a wildcard matches
   * @throws UntrustedServerException if they cannot be read
   */
  static ServerNames of(X509Certificate certificate, boolean constrained)
      throws UntrustedServerException {
    try {
      return new ServerNames(certificate, constrained);
    } catch (CertificateParsingException e) {
      throw new UntrustedServerException(
          "the kubelet's certificate %s has subject alternative names that cannot be read"
              .formatted(CertificateUse.quoted(certificate)));
    }
  }

  /** Whether the certificate is issued for a host name or an IP address. */
  boolean include(String name) {
    if (isAddress(name)) {
      return addresses.stream().anyMatch(each -> sameAddress(each, name));
    }
    return dns.stream()
            .filter(pattern -> !constrained || pattern.indexOf('*') < 0)
            .anyMatch(pattern -> matches(pattern, name))
        || isNode(name);
  }

  /**
   * Compares the exact text, because X500Principal.equals ignores differences in whitespace and
   * character width.
   */
  private boolean isNode(String name) {
    if (hasAlternatives || constrained || !isHostName(name, false)) {
      return false;
    }
    String subject = lower(certificate.getSubjectX500Principal().getName(X500Principal.RFC2253));
    String node = "cn=system:node:" + lower(name);
    return subject.equals("o=system:nodes," + node) || subject.equals(node + ",o=system:nodes");
  }

  private static boolean isAddress(String name) {
    return name.indexOf(':') >= 0 || IPV4.matcher(name).matches();
  }

  private static boolean sameAddress(String one, String other) {
    try {
      // Only for numeric addresses, so that no name is looked up.
      return isAddress(one) && InetAddress.getByName(one).equals(InetAddress.getByName(other));
    } catch (UnknownHostException e) {
      return false;
    }
  }

  private static boolean matches(String pattern, String name) {
    if (!isHostName(pattern, true) || !isHostName(name, false)) {
      return lower(pattern).equals(lower(name));
    }
    List<String> wanted = labels(pattern, true);
    List<String> labels = labels(name, false);
    // A bare wildcard would be valid for every node. Go accepts it, the JDK does not.
    boolean wildcard = wanted.size() > 1 && wanted.get(0).equals("*");
    if (wildcard && wanted.size() == labels.size()) {
      return wanted.subList(1, wanted.size()).equals(labels.subList(1, labels.size()));
    }
    return wanted.equals(labels);
  }

  /** A wildcard matches the whole first label and nothing else, RFC 9525 section 6.3. */
  private static boolean isHostName(String text, boolean pattern) {
    List<String> labels = labels(text, pattern);
    boolean wildcard = pattern && labels.get(0).equals("*");
    return labels.stream().skip(wildcard ? 1 : 0).allMatch(label -> LABEL.matcher(label).matches());
  }

  private static List<String> labels(String text, boolean pattern) {
    String name = lower(text);
    boolean dotted = !pattern && name.endsWith(".");
    return List.of((dotted ? name.substring(0, name.length() - 1) : name).split("\\.", -1));
  }

  /** Only ASCII: in Unicode, the Kelvin sign is an upper-case k. */
  private static String lower(String text) {
    StringBuilder lower = new StringBuilder(text);
    for (int i = 0; i < lower.length(); i++) {
      char each = lower.charAt(i);
      if (each >= 'A' && each <= 'Z') {
        lower.setCharAt(i, (char) (each + 'a' - 'A'));
      }
    }
    return lower.toString();
  }

  boolean hasAlternatives() {
    return hasAlternatives;
  }

  /** A name that {@link #include} accepts, if there is one that can be written down. */
  Optional<String> first() {
    return Stream.concat(dns.stream().filter(name -> name.indexOf('*') < 0), addresses.stream())
        .filter(name -> name.length() <= 253 && NAME.matcher(name).matches())
        .findFirst();
  }

  @Override
  public String toString() {
    List<String> all = new ArrayList<>(dns);
    all.addAll(addresses);
    if (all.isEmpty()) {
      return "for no name (it has no subject alternative names, and a common name alone does not"
          + " count)";
    }
    return all.stream()
        .limit(MAX_TOLD)
        .map(CertificateUse::quoted)
        .collect(Collectors.joining(", ", "for ", all.size() > MAX_TOLD ? " and others" : ""));
  }
}
