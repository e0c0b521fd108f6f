package dev.attestor.core.config;

import java.nio.file.Path;
import java.util.Optional;

/** How to verify the kubelet's certificate. */
public sealed interface ServerCheck {

  /** The file with the trusted CAs ({@code kubelet_ca_path}); empty if none is needed. */
  default Optional<Path> caFile() {
    return Optional.empty();
  }

  /** The name that the certificate should have; empty if none is known. */
  default Optional<String> serverName() {
    return Optional.empty();
  }

  /**
   * Not at all ({@code skip_kubelet_verification}): every server is accepted.
   *
   * @param ignoredCa the file in {@code kubelet_ca_path}, which has no effect
   */
  record None(Optional<Path> ignoredCa) implements ServerCheck {

    /** Without such a file. */
    public None() {
      this(Optional.empty());
    }
  }

  /** Requires that it chains to a CA and is valid for servers; its name is not verified. */
  record Chain(Path ca) implements ServerCheck {
    @Override
    public Optional<Path> caFile() {
      return Optional.of(ca);
    }
  }

  /** Requires the same as {@link Chain}, and that it is issued for a name. */
  record ChainAndName(Path ca, String name) implements ServerCheck {
    @Override
    public Optional<Path> caFile() {
      return Optional.of(ca);
    }

    @Override
    public Optional<String> serverName() {
      return Optional.of(name);
    }
  }

  /**
   * Requires that one of the known ways verifies it ({@code kubelet_verification = "auto"}). No
   * single file is needed, but at least one of them.
   *
   * @param ca the file in {@code kubelet_ca_path}, or its default
   * @param own the certificate that the kubelet of this node made for itself
   * @param bundle the CAs of the kubelets' certificates, as OpenShift writes them
   */
  record Auto(Path ca, Optional<String> serverName, Path own, Path bundle) implements ServerCheck {

    private static final Path OWN = Path.of("/var/lib/kubelet/pki/kubelet.crt");
    private static final Path BUNDLE = Path.of("/etc/kubernetes/kubelet-ca.crt");

    /** Looks at the places where clusters have these files. */
    public Auto(Path ca, Optional<String> serverName) {
      this(ca, serverName, OWN, BUNDLE);
    }
  }
}
