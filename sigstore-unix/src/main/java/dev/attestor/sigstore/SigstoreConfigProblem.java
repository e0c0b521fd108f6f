package dev.attestor.sigstore;

/**
 * A part of a configuration that is of no use.
 *
 * @param key the key or the environment variable that names it
 * @param message what is wrong with it
 * @param missing whether it is a file that is not there
 */
public record SigstoreConfigProblem(String key, String message, boolean missing) {}
