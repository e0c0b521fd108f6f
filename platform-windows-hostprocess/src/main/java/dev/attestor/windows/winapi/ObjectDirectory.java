package dev.attestor.windows.winapi;

import com.sun.jna.Memory;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Lists directories of the object namespace.
 *
 * <p>If entries disappear between two calls, later ones move up and may be skipped by the next
 * call. So a list counts only if a single call returned it. Wine returns one entry per call; there,
 * the same list must be returned twice in a row.
 */
final class ObjectDirectory {

  private static final int FIRST_BUFFER = 64 * 1024;
  private static final int MAX_BUFFER = 64 << 20;
  // OBJECT_DIRECTORY_INFORMATION (ntobapi.h): two UNICODE_STRING, the name and the type.
  private static final int ENTRY = 32;
  private static final int TYPE = 16;
  private static final int MAX_ROUNDS = 100;

  private ObjectDirectory() {}

  /** What is wanted of a directory; nothing else of it becomes a string. */
  private record Wanted(String directory, String type, String prefix) {}

  /**
   * Shows the names of the objects of a type that begin with a prefix, one at a time, once the
   * whole directory is known.
   *
   * @throws LimitExceededException if the directory has more than 64 MiB of names
   */
  static void visit(String path, String type, String prefix, Consumer<String> visitor) {
    Wanted wanted = new Wanted(path, type, prefix);
    try (NativeHandle directory = open(path)) {
      for (int size = FIRST_BUFFER; size <= MAX_BUFFER; size *= 2) {
        int[] context = new int[1];
        try (Memory buffer = new Memory(size)) {
          int status = query(directory, buffer, false, true, context);
          if (status == Ntdll.STATUS_NOT_IMPLEMENTED) {
            oneByOne(directory, wanted).forEach(visitor);
            return;
          }
          if (!isMore(status)) {
            return;
          }
          // First check whether there are more entries: if one call did not return everything, its
          // result is not used.
          try (Memory more = new Memory(FIRST_BUFFER)) {
            if (!isMore(query(directory, more, false, false, context))) {
              read(buffer, size, wanted, visitor);
              return;
            }
          }
        }
      }
    }
    throw tooLarge(path);
  }

  /** For Wine. */
  private static List<String> oneByOne(NativeHandle directory, Wanted wanted) {
    List<String> former = round(directory, wanted);
    for (int i = 0; i < MAX_ROUNDS; i++) {
      List<String> next = round(directory, wanted);
      if (next.equals(former)) {
        return next;
      }
      former = next;
    }
    throw new LimitExceededException(
        "changes to \"" + wanted.directory() + "\" while it was listed", MAX_ROUNDS);
  }

  private static List<String> round(NativeHandle directory, Wanted wanted) {
    List<String> names = new ArrayList<>();
    long bytes = 0;
    int[] context = new int[1];
    try (Memory buffer = new Memory(FIRST_BUFFER)) {
      for (int entry = 0; isMore(query(directory, buffer, true, entry == 0, context)); entry++) {
        if (read(buffer, ENTRY, wanted, names::add) == 0) {
          return names;
        }
        bytes += ENTRY + (buffer.getShort(0) & 0xFFFF);
        if (bytes > MAX_BUFFER) {
          throw tooLarge(wanted.directory());
        }
      }
    }
    return names;
  }

  private static LimitExceededException tooLarge(String directory) {
    return new LimitExceededException("bytes of objects in \"" + directory + "\"", MAX_BUFFER);
  }

  private static int query(
      NativeHandle directory, Memory buffer, boolean single, boolean restart, int[] context) {
    buffer.clear(ENTRY);
    return Ntdll.NtQueryDirectoryObject(
        NativeHandle.valueOf(directory),
        buffer,
        (int) buffer.size(),
        (byte) (single ? 1 : 0),
        (byte) (restart ? 1 : 0),
        context,
        new int[1]);
  }

  /** Whether a call returned entries; false after the last one. */
  private static boolean isMore(int status) {
    if (status == Ntdll.STATUS_NO_MORE_ENTRIES) {
      return false;
    }
    Errors.require("NtQueryDirectoryObject", status);
    return true;
  }

  private static NativeHandle open(String path) {
    long[] directory = new long[1];
    try (ObjectAttributes attributes = new ObjectAttributes(path)) {
      Errors.require(
          "NtOpenDirectoryObject of \"" + path + "\"",
          Ntdll.NtOpenDirectoryObject(directory, Ntdll.DIRECTORY_QUERY, attributes.pointer()));
    }
    return new NativeHandle(directory[0]);
  }

  /** Returns the number of entries in the buffer; an entry of zeros marks their end. */
  private static int read(Memory buffer, long length, Wanted wanted, Consumer<String> visitor) {
    int count = 0;
    for (long at = 0; at + ENTRY <= length && !isEnd(buffer, at); at += ENTRY) {
      count++;
      if (ObjectAttributes.text(buffer, at + TYPE).equals(wanted.type())) {
        String name = ObjectAttributes.text(buffer, at);
        if (name.startsWith(wanted.prefix())) {
          visitor.accept(name);
        }
      }
    }
    return count;
  }

  private static boolean isEnd(Memory buffer, long at) {
    return buffer.getShort(at) == 0 && buffer.getShort(at + TYPE) == 0;
  }
}
