package dev.attestor.windows.winapi;

/**
 * An entry of an access control list that grants rights.
 *
 * @param rights a bit mask; winnt.h, {@code ACCESS_MASK}
 */
public record AccessEntry(Sid account, int rights) {}
