package dev.attestor.windows.winapi;

/**
 * An entry of a discretionary access list that grants something.
 *
 * @param rights a mask of bits; winnt.h, {@code ACCESS_MASK}
 */
public record AccessEntry(Sid account, int rights) {}
