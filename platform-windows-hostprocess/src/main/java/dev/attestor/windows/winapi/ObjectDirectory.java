package dev.attestor.windows.winapi;

import com.sun.jna.Memory;
import java.util.ArrayList;
import java.util.List;

/** Lists directories of the object namespace. */
final class ObjectDirectory {

  private static final int BUFFER = 64 * 1024;
  // OBJECT_DIRECTORY_INFORMATION (ntobapi.h): two UNICODE_STRING, the name and the type.
  private static final int ENTRY = 32;
  private static final int TYPE = 16;
  private static final int MAX_ENTRIES = 1_000_000;

  private ObjectDirectory() {}

  /** The names of the objects of a type that begin with a prefix. */
  static List<String> names(String path, String type, String prefix) {
    List<String> names = new ArrayList<>();
    try (NativeHandle directory = open(path);
        Memory buffer = new Memory(BUFFER)) {
      int[] context = new int[1];
      int[] returned = new int[1];
      int seen = 0;
      byte single = 0;
      byte restart = 1;
      while (true) {
        buffer.clear(ENTRY);
        int status =
            Ntdll.NtQueryDirectoryObject(
                NativeHandle.valueOf(directory),
                buffer,
                BUFFER,
                single,
                restart,
                context,
                returned);
        if (status == Ntdll.STATUS_NO_MORE_ENTRIES) {
          return names;
        }
        if (status == Ntdll.STATUS_NOT_IMPLEMENTED && single == 0) {
          // Wine gives one entry at a time only.
          single = 1;
          continue;
        }
        Errors.require("NtQueryDirectoryObject", status);
        restart = 0;
        int count = read(buffer, single == 0 ? BUFFER : ENTRY, type, prefix, names);
        seen += count;
        if (count == 0) {
          return names;
        }
        if (seen > MAX_ENTRIES) {
          throw new LimitExceededException("objects in \"" + path + "\"", MAX_ENTRIES);
        }
      }
    }
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
  private static int read(
      Memory buffer, long length, String type, String prefix, List<String> names) {
    int count = 0;
    for (long at = 0; at + ENTRY <= length && !isEnd(buffer, at); at += ENTRY) {
      count++;
      if (ObjectAttributes.text(buffer, at + TYPE).equals(type)) {
        String name = ObjectAttributes.text(buffer, at);
        if (name.startsWith(prefix)) {
          names.add(name);
        }
      }
    }
    return count;
  }

  private static boolean isEnd(Memory buffer, long at) {
    return buffer.getShort(at) == 0 && buffer.getShort(at + TYPE) == 0;
  }
}
