package dev.attestor.windows;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * The names of jobs that were found to be untrusted, in eight bytes each: a million of them fit
 * into the memory of a plugin. Two names share a digest with a probability of one in 2^64, and
 * nobody can choose names that do, because the digest's salt is random.
 *
 * <p>A name may come to mean another job, so each listing looks at some of the names again, those
 * first whose turn is longest ago. Not safe for concurrent use.
 */
final class UntrustedNames {

  private static final int SALT = 16;

  private final int recheckedEach;
  private final MessageDigest digest;
  private final byte[] salt = new byte[SALT];

  /** Those of the last complete listing, sorted. */
  private long[] known = {};

  /** Those of the listing that is going on, in any order. */
  private long[] next = {};

  private int size;

  /** The first digest to be looked at again; the turn goes round by value. */
  private long turn = Long.MIN_VALUE;

  private int first;

  /**
   * Remembers nothing yet.
   *
   * @param recheckedEach how many names each listing looks at again
   */
  UntrustedNames(int recheckedEach) {
    this.recheckedEach = recheckedEach;
    new SecureRandom().nextBytes(salt);
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Begins a listing; a former one that did not end is forgotten. */
  void begin() {
    next = new long[known.length];
    size = 0;
    first = position(turn);
  }

  /** Whether a listed name is untrusted and need not be looked at this time. */
  boolean skips(JobName name) {
    long value = digest(name);
    int index = Arrays.binarySearch(known, value);
    if (index < 0 || isDue(index)) {
      return false;
    }
    add(value);
    return true;
  }

  /** Remembers a listed name. */
  void add(JobName name) {
    add(digest(name));
  }

  /**
   * Ends a listing: forgets the names that it did not have.
   *
   * @return how many more names are known than before
   */
  int end() {
    if (known.length > 0) {
      turn = known[(first + Math.min(recheckedEach, known.length)) % known.length];
    }
    int before = known.length;
    known = Arrays.copyOf(next, size);
    Arrays.sort(known);
    next = new long[0];
    return known.length - before;
  }

  int size() {
    return known.length;
  }

  private boolean isDue(int index) {
    return Math.floorMod(index - first, known.length) < recheckedEach;
  }

  private int position(long value) {
    int index = Arrays.binarySearch(known, value);
    int position = index < 0 ? -index - 1 : index;
    return position == known.length ? 0 : position;
  }

  private void add(long value) {
    if (size == next.length) {
      next = Arrays.copyOf(next, Math.max(1024, size + size / 2));
    }
    next[size++] = value;
  }

  private long digest(JobName name) {
    digest.update(salt);
    return ByteBuffer.wrap(digest.digest(name.path().getBytes(StandardCharsets.US_ASCII)))
        .getLong();
  }
}
