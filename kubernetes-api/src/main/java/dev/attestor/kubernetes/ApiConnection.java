package dev.attestor.kubernetes;

import io.kubernetes.client.openapi.ApiClient;
import java.time.Instant;
import java.util.Optional;

/**
 * A client of an API server, with the credentials at one point in time.
 *
 * @param client has time limits and a size limit for responses
 * @param server the base URL
 * @param expiry when the credentials expire; empty if they do not, or if only the server knows
 */
public record ApiConnection(ApiClient client, String server, Optional<Instant> expiry) {}
