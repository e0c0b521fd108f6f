package dev.attestor.core.explain;

import dev.attestor.core.config.Authentication;
import dev.attestor.core.config.KubeletAccess;
import dev.attestor.core.config.KubeletAccess.SecurePort;
import dev.attestor.core.config.ServerCheck;

/** How the kubelet is reached, in words. Names files, and shows nothing of what is in them. */
final class KubeletWords {

  private KubeletWords() {}

  static String of(KubeletAccess access) {
    String host = access.host().contains(":") ? "[" + access.host() + "]" : access.host();
    if (!(access instanceof SecurePort secure)) {
      return "asked at http://%s:%s, without TLS".formatted(host, access.port());
    }
    return "asked at https://%s:%s; %s; %s"
        .formatted(host, access.port(), of(secure.server()), of(secure.authentication()));
  }

  private static String of(ServerCheck check) {
    if (check instanceof ServerCheck.None) {
      return "its certificate is not verified";
    }
    if (check instanceof ServerCheck.Auto) {
      return "its certificate must be verified by one of the known ways";
    }
    String chain =
        check
            .caFile()
            .map("its certificate must chain to a CA in \"%s\""::formatted)
            .orElse("its certificate is verified");
    return check
        .serverName()
        .map(name -> "%s and be for \"%s\"".formatted(chain, name))
        .orElse(chain);
  }

  private static String of(Authentication how) {
    if (how instanceof Authentication.BearerToken token) {
      return "it is shown the token in \"%s\"".formatted(token.file());
    }
    if (how instanceof Authentication.ClientCertificate client) {
      return "it is shown the certificate in \"%s\"".formatted(client.certificate());
    }
    return "it is shown no credentials";
  }
}
