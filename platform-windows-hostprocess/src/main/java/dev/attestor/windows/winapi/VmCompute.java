package dev.attestor.windows.winapi;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import com.sun.jna.WString;
import java.nio.file.Path;
import java.util.Optional;

/**
 * vmcompute.dll, the predecessor of computecore.dll, which has no public header; prototypes from
 * the source of Microsoft's hcsshim.
 */
final class VmCompute {

  private final Function enumerateComputeSystems;

  private VmCompute(NativeLibrary library) {
    enumerateComputeSystems = library.getFunction("HcsEnumerateComputeSystems");
  }

  /** Loads the library; empty if the folder does not contain it. */
  static Optional<VmCompute> load(Path folder) {
    return SystemLibrary.load(folder, "vmcompute.dll", VmCompute::new);
  }

  /** Returns a JSON array of {@code ContainerProperties}. Has no time limit. */
  String enumerate(String query) {
    Pointer[] systems = new Pointer[1];
    Pointer[] error = new Pointer[1];
    int result =
        enumerateComputeSystems.invokeInt(new Object[] {new WString(query), systems, error});
    if (error[0] != null) {
      SystemLibrary.coTaskMemFree(error[0]);
    }
    return SystemLibrary.take(
        systems[0],
        SystemLibrary::coTaskMemFree,
        () -> Errors.requireResult("HcsEnumerateComputeSystems", result));
  }
}
