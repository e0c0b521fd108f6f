package dev.attestor.windows.winapi;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import com.sun.jna.WString;
import java.nio.file.Path;
import java.util.Optional;

/**
 * vmcompute.dll, which came before computecore.dll and has no public header; prototypes as the
 * source of Microsoft's hcsshim has them.
 */
final class VmCompute {

  private final Function enumerateComputeSystems;

  private VmCompute(NativeLibrary library) {
    enumerateComputeSystems = library.getFunction("HcsEnumerateComputeSystems");
  }

  /** Empty if the folder has no such library. */
  static Optional<VmCompute> load(Path folder) {
    return SystemLibrary.load(folder, "vmcompute.dll", VmCompute::new);
  }

  /** Returns a JSON array of {@code ContainerProperties}. Waits as long as it takes. */
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
