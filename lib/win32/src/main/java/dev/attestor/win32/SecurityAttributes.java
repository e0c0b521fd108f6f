package dev.attestor.win32;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.WString;
import com.sun.jna.ptr.PointerByReference;

/** Who may use an object from the moment on that it is created, in a 64-bit process. */
public final class SecurityAttributes implements AutoCloseable {

  // sddl.h
  private static final int SDDL_REVISION_1 = 1;
  // minwinbase.h, SECURITY_ATTRIBUTES, 64 bits
  private static final int BYTES = 24;
  private static final int DESCRIPTOR = 8;

  private final Pointer descriptor;
  private final Memory attributes = new Memory(BYTES);

  private SecurityAttributes(Pointer descriptor) {
    this.descriptor = descriptor;
    attributes.clear();
    attributes.setInt(0, BYTES);
    attributes.setPointer(DESCRIPTOR, descriptor);
  }

  /**
   * Reads a security descriptor.
   *
   * @param text in the security descriptor definition language of Windows
   * @throws IllegalArgumentException if it is no such text
   */
  public static SecurityAttributes parse(String text) {
    PointerByReference descriptor = new PointerByReference();
    if (Advapi32.ConvertStringSecurityDescriptorToSecurityDescriptorW(
            new WString(text), SDDL_REVISION_1, descriptor, new int[1])
        == 0) {
      throw new IllegalArgumentException(
          "\"%s\" is not a security descriptor: %s"
              .formatted(text, Win32.errorText(Native.getLastError())));
    }
    return new SecurityAttributes(descriptor.getValue());
  }

  /** The {@code SECURITY_ATTRIBUTES}, valid until this is closed. */
  public Pointer pointer() {
    return attributes;
  }

  @Override
  public void close() {
    attributes.close();
    Win32.free(descriptor);
  }

  /** advapi32.dll, as sddl.h declares it. */
  private static final class Advapi32 {
    static {
      Native.register(Advapi32.class, "advapi32");
    }

    private Advapi32() {}

    static native int ConvertStringSecurityDescriptorToSecurityDescriptorW(
        WString text, int revision, PointerByReference descriptor, int[] size);
  }
}
