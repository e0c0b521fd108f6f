package dev.attestor.sigstore;

/**
 * A part of a configuration that is of no use, or of less use than it seems.
 *
 * @param key the key or the environment variable that names it
 * @param message what is wrong with it
 * @param warning whether the configuration can be used nevertheless, here or where it goes
 */
public record SigstoreConfigProblem(String key, String message, boolean warning) {}
