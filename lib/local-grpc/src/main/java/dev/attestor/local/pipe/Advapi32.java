package dev.attestor.local.pipe;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import org.jspecify.annotations.NullUnmarked;

/** advapi32.dll, as sddl.h and aclapi.h declare it. */
@NullUnmarked
final class Advapi32 {

  // accctrl.h, SE_OBJECT_TYPE
  static final int SE_KERNEL_OBJECT = 6;
  // winnt.h
  static final int OWNER_SECURITY_INFORMATION = 1;

  static {
    Native.register(Advapi32.class, "advapi32");
  }

  private Advapi32() {}

  static native int GetSecurityInfo(
      long handle,
      int type,
      int information,
      PointerByReference owner,
      Pointer group,
      Pointer granted,
      Pointer audited,
      PointerByReference descriptor);

  static native int ConvertSidToStringSidW(Pointer sid, PointerByReference text);
}
