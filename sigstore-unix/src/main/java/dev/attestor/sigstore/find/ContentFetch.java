package dev.attestor.sigstore.find;

import dev.attestor.sigstore.check.CheckException;
import dev.attestor.sigstore.check.SignatureCheck;
import dev.attestor.sigstore.registry.Descriptor;
import dev.attestor.sigstore.registry.RegistryException;
import dev.attestor.sigstore.registry.Repository;

/** Fetches content for one signature. A failure affects only this signature. */
final class ContentFetch {

  private ContentFetch() {}

  static byte[] blob(Repository repository, Descriptor descriptor) throws CheckException {
    try {
      return repository.blob(descriptor);
    } catch (RegistryException e) {
      throw failure(e);
    }
  }

  static CheckException failure(RegistryException e) {
    boolean away = e.kind() == RegistryException.Kind.UNREACHABLE;
    return (away ? SignatureCheck.FETCH : SignatureCheck.FORMAT)
        .failed(String.valueOf(e.getMessage()), e);
  }
}
