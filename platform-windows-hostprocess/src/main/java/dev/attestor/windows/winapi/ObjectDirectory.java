package dev.attestor.windows.winapi;

import com.sun.jna.Memory;
import java.util.ArrayList;
import java.util.List;

/**
 * Lists directories of the object namespace.
 *
 * <p>Between two calls entries may go, and those after them move up, past the place where the next
 * call begins. So a list counts only if one call gave it, or, where Wine gives one entry a call, if
 * the same list comes twice in a row.
 */
final class ObjectDirectory {

  private static final int FIRST_BUFFER = 64 * 1024;
  private static final int MAX_BUFFER = 64 << 20;
  // OBJECT_DIRECTORY_INFORMATION (ntobapi.h): two UNICODE_STRING, the name and the type.
  private static final int ENTRY = 32;
  private static final int TYPE = 16;
  private static final int MAX_ENTRIES = 1_000_000;
  private static final int MAX_ROUNDS = 100;

  private ObjectDirectory() {}

  private record Entry(String name, String type) {}

  /** The names of the objects of a type that begin with a prefix. */
  static List<String> names(String path, String type, String prefix) {
    try (NativeHandle directory = open(path)) {
      return entries(directory, path).stream()
          .filter(entry -> entry.type().equals(type) && entry.name().startsWith(prefix))
          .map(Entry::name)
          .toList();
    }
  }

  private static List<Entry> entries(NativeHandle directory, String path) {
    for (int size = FIRST_BUFFER; size <= MAX_BUFFER; size *= 2) {
      int[] context = new int[1];
      try (Memory buffer = new Memory(size)) {
        int status = query(directory, buffer, false, true, context);
        if (status == Ntdll.STATUS_NOT_IMPLEMENTED) {
          return oneByOne(directory, path);
        }
        List<Entry> entries = new ArrayList<>();
        if (isMore(status)) {
          read(buffer, size, entries);
          status = query(directory, buffer, false, false, context);
        }
        if (!isMore(status)) {
          return entries;
        }
      }
    }
    throw new LimitExceededException("bytes of objects in \"" + path + "\"", MAX_BUFFER);
  }

  /** Wine's way. */
  private static List<Entry> oneByOne(NativeHandle directory, String path) {
    List<Entry> former = round(directory, path);
    for (int i = 0; i < MAX_ROUNDS; i++) {
      List<Entry> next = round(directory, path);
      if (next.equals(former)) {
        return next;
      }
      former = next;
    }
    throw new LimitExceededException("changes to \"" + path + "\" while it was listed", MAX_ROUNDS);
  }

  private static List<Entry> round(NativeHandle directory, String path) {
    List<Entry> entries = new ArrayList<>();
    int[] context = new int[1];
    try (Memory buffer = new Memory(FIRST_BUFFER)) {
      while (isMore(query(directory, buffer, true, entries.isEmpty(), context))) {
        if (read(buffer, ENTRY, entries) == 0) {
          return entries;
        }
        if (entries.size() > MAX_ENTRIES) {
          throw new LimitExceededException("objects in \"" + path + "\"", MAX_ENTRIES);
        }
      }
    }
    return entries;
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

  /** Whether a call gave entries; not so once there are no more. */
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

  /** Returns how many entries the buffer had; one of zeros ends them. */
  private static int read(Memory buffer, long length, List<Entry> entries) {
    int count = 0;
    for (long at = 0; at + ENTRY <= length && !isEnd(buffer, at); at += ENTRY) {
      count++;
      entries.add(
          new Entry(ObjectAttributes.text(buffer, at), ObjectAttributes.text(buffer, at + TYPE)));
    }
    return count;
  }

  private static boolean isEnd(Memory buffer, long at) {
    return buffer.getShort(at) == 0 && buffer.getShort(at + TYPE) == 0;
  }
}
