package dev.attestor.local.pipe;

/**
 * The client of a pipe.
 *
 * @param processId the ID of the process that opened the client's end, at that time
 * @param notBefore the client connected after this time; a {@code FILETIME}, comparable with the
 *     start times of processes
 */
public record PipeClient(int processId, long notBefore) {}
