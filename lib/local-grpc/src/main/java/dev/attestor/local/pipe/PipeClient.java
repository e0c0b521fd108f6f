package dev.attestor.local.pipe;

/**
 * Who connected to a pipe.
 *
 * @param processId the number of the process that opened the client's end, as it was then
 * @param notBefore the client connected after this; a {@code FILETIME}, as the times of processes
 *     are given
 */
public record PipeClient(int processId, long notBefore) {}
