package dev.attestor.sigstore.check;

import com.google.gson.JsonObject;
import dev.attestor.input.json.BadJsonException;
import dev.attestor.input.json.Json;
import dev.sigstore.rekor.client.ImmutableInclusionProof;
import dev.sigstore.rekor.client.ImmutableRekorEntry;
import dev.sigstore.rekor.client.ImmutableVerification;
import dev.sigstore.rekor.client.RekorEntry;
import java.util.Optional;

/** Parses log entries in the format of Rekor's API, and in cosign's annotations. */
public final class RekorEntries {

  private RekorEntries() {}

  /** Parses an entry from Rekor's API, possibly with a proof. */
  static RekorEntry ofAnswer(JsonObject json) throws BadJsonException {
    JsonObject verification = Json.required(json, "verification");
    ImmutableVerification.Builder verified =
        ImmutableVerification.builder()
            .signedEntryTimestamp(Json.textOr(verification, "signedEntryTimestamp", ""));
    Optional<JsonObject> proof = Json.child(verification, "inclusionProof");
    if (proof.isPresent()) {
      verified.inclusionProof(
          ImmutableInclusionProof.builder()
              .logIndex(Json.whole(proof.get(), "logIndex"))
              .treeSize(Json.whole(proof.get(), "treeSize"))
              .rootHash(Json.text(proof.get(), "rootHash"))
              .addAllHashes(Json.strings(proof.get(), "hashes"))
              .checkpoint(Json.text(proof.get(), "checkpoint"))
              .build());
    }
    return entry(json, verified.build());
  }

  /** Parses the annotation {@code dev.sigstore.cosign/bundle}: an entry and the log's promise. */
  public static RekorEntry ofAnnotation(String json) throws BadJsonException {
    JsonObject bundle = Json.object(json);
    return entry(
        Json.required(bundle, "Payload"),
        ImmutableVerification.builder()
            .signedEntryTimestamp(Json.text(bundle, "SignedEntryTimestamp"))
            .build());
  }

  private static RekorEntry entry(JsonObject json, RekorEntry.Verification verification)
      throws BadJsonException {
    return ImmutableRekorEntry.builder()
        .body(Json.text(json, "body"))
        .integratedTime(Json.whole(json, "integratedTime"))
        .logIndex(Json.whole(json, "logIndex"))
        .logID(Json.text(json, "logID"))
        .verification(verification)
        .build();
  }
}
