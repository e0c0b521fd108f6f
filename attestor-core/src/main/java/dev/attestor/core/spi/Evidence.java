package dev.attestor.core.spi;

/**
 * Something that a platform read about a process, and what it took from it.
 *
 * @param source where it was read, such as {@code /proc/4242/cgroup}
 * @param text what was read, printable
 * @param taken what it says about the process, in words
 */
public record Evidence(String source, String text, String taken) {}
