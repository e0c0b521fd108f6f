package dev.attestor.spire.workload;

import com.google.protobuf.ByteString;
import dev.attestor.core.pod.Selectors;
import dev.attestor.spire.sdk.proto.workloadattestor.AttestResponse;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Answers as messages. All processes of a container get one answer, and mostly the same after the
 * next pod list, so the text of its selectors is encoded once.
 */
final class ResponseCache {

  private static final int MAX_KEPT = 1000;

  private final Map<Selectors, AttestResponse> kept = new ConcurrentHashMap<>();

  AttestResponse of(Selectors selectors) {
    AttestResponse known = kept.get(selectors);
    if (known != null) {
      return known;
    }
    AttestResponse made = encode(selectors);
    if (kept.size() >= MAX_KEPT) {
      kept.clear();
    }
    kept.put(selectors, made);
    return made;
  }

  private static AttestResponse encode(Selectors selectors) {
    AttestResponse.Builder response = AttestResponse.newBuilder();
    // As bytes: texts would be encoded anew each time that the message is sent.
    selectors.values().forEach(v -> response.addSelectorValuesBytes(ByteString.copyFromUtf8(v)));
    return response.build();
  }
}
