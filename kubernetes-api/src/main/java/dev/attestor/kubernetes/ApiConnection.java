package dev.attestor.kubernetes;

import io.kubernetes.client.openapi.ApiClient;
import java.time.Instant;
import java.util.Optional;

/**
 * A client of one API server, with the credentials of a moment.
 *
 * @param client with time limits, and a limit for what it may be answered
 * @param server the base URL
 * @param expiry when its credentials expire; empty: never, or when the server says so
 */
public record ApiConnection(ApiClient client, String server, Optional<Instant> expiry) {}
