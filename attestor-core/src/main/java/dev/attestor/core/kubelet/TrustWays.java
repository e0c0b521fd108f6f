package dev.attestor.core.kubelet;

import dev.attestor.core.config.ServerCheck;
import dev.attestor.core.kubelet.TrustWay.Verified;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The known ways, in the order in which they are tried. */
final class TrustWays {

  private final ServerCheck.Auto check;
  private final Clock clock;

  private TrustWays(ServerCheck.Auto check, Clock clock) {
    this.check = check;
    this.clock = clock;
  }

  /** The files of a check, as they are now. */
  static List<TrustFile> read(ServerCheck.Auto check) {
    return List.of(
        TrustFile.configured(check.ca()),
        TrustFile.wellKnown(check.own()),
        TrustFile.wellKnown(check.bundle()));
  }

  /** Why no way can verify a certificate; empty if one can. */
  static Optional<String> problem(List<TrustFile> files) {
    return files.stream().anyMatch(TrustFile::isUsable)
        ? Optional.empty()
        : Optional.of(
            "kubelet_verification = \"auto\" has nothing to verify the kubelet with: "
                + files.stream().map(TrustFile::problem).collect(Collectors.joining("; ")));
  }

  /**
   * The ways of a check.
   *
   * @param files what {@link #read} returned
   */
  static List<TrustWay> of(ServerCheck.Auto check, List<TrustFile> files, Clock clock) {
    TrustWays ways = new TrustWays(check, clock);
    TrustFile ca = files.get(0);
    TrustFile bundle = files.get(2);
    List<TrustWay> all = new ArrayList<>();
    check.serverName().ifPresent(name -> all.add(ways.named(ca, name)));
    all.add(ways.addressed(ca));
    all.add(ways.pinned(files.get(1)));
    check.serverName().ifPresent(name -> all.add(ways.named(bundle, name)));
    all.add(ways.addressed(bundle));
    if (check.serverName().isEmpty()) {
      all.add(ways.unnamed(ca));
    }
    return List.copyOf(all);
  }

  /** A CA and the configured name, or the name of the node. */
  private TrustWay named(TrustFile file, String expected) {
    String name = "a CA in \"%s\" and the name \"%s\"".formatted(file.path(), expected);
    String common =
        "a CA in \"%s\" and the common name \"system:node:%s\"".formatted(file.path(), expected);
    return new TrustWay(
        name,
        file,
        (server, peer) -> Optional.of(expected),
        (names, verified) -> new Verified(names.hasAlternatives() ? name : common, verified),
        clock);
  }

  /**
   * A CA and the address that is connected to. The address counts only if it is one of this host,
   * because whoever answers for the node's name in DNS chooses every other.
   */
  private TrustWay addressed(TrustFile file) {
    String name = "a CA in \"%s\" and the address of this host".formatted(file.path());
    return new TrustWay(
        name,
        file,
        (server, peer) -> Optional.of(ownAddress(peer)),
        (names, address) -> new Verified(name + ", " + address.orElseThrow(), address),
        clock);
  }

  private static String ownAddress(Optional<InetAddress> peer) throws UntrustedServerException {
    if (peer.isEmpty() || !isOwn(peer.get())) {
      throw new UntrustedServerException(
          "the address %s is not one of this host"
              .formatted(peer.map(InetAddress::getHostAddress).orElse("of the server")));
    }
    String text = peer.get().getHostAddress();
    int scope = text.indexOf('%');
    return scope < 0 ? text : text.substring(0, scope);
  }

  private static boolean isOwn(InetAddress address) {
    try {
      return NetworkInterface.getByInetAddress(address) != null;
    } catch (SocketException e) {
      return false;
    }
  }

  /** The very certificate that the kubelet of this node made for itself, whatever its names. */
  private TrustWay pinned(TrustFile file) {
    String name = "the kubelet's own certificate in \"%s\"".formatted(file.path());
    return new TrustWay(
        name,
        file,
        (server, peer) -> {
          if (file.isUsable() && !file.certificates().contains(server)) {
            throw new UntrustedServerException("the certificate there is another one");
          }
          return Optional.empty();
        },
        (names, none) ->
            new Verified(name, check.serverName().filter(names::include).or(names::first)),
        clock);
  }

  /** Without any name, the same as "strict" requires. */
  private TrustWay unnamed(TrustFile file) {
    String name = "a CA in \"%s\" alone, because no name is known".formatted(file.path());
    return new TrustWay(
        name,
        file,
        (server, peer) -> Optional.empty(),
        (names, none) -> new Verified(name, names.first()),
        clock);
  }
}
