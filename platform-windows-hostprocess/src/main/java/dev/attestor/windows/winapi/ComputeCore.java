package dev.attestor.windows.winapi;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import com.sun.jna.WString;
import dev.attestor.win32.Win32;
import java.nio.file.Path;
import java.util.Optional;

/** computecore.dll, as declared in ComputeCore.h; since Windows Server 2019. */
final class ComputeCore {

  /** winbase.h. */
  private static final int INFINITE = -1;

  private final Function createOperation;
  private final Function enumerateComputeSystems;
  private final Function waitForOperationResult;
  private final Function closeOperation;

  private ComputeCore(NativeLibrary library) {
    createOperation = library.getFunction("HcsCreateOperation");
    enumerateComputeSystems = library.getFunction("HcsEnumerateComputeSystems");
    waitForOperationResult = library.getFunction("HcsWaitForOperationResult");
    closeOperation = library.getFunction("HcsCloseOperation");
  }

  /** Loads the library; empty if the folder does not contain it. */
  static Optional<ComputeCore> load(Path folder) {
    return SystemLibrary.load(folder, "computecore.dll", ComputeCore::new);
  }

  /** Returns a JSON array of {@code Properties}. Has no time limit. */
  String enumerate(String query) {
    Pointer operation = createOperation.invokePointer(new Object[] {Pointer.NULL, Pointer.NULL});
    if (operation == null) {
      throw Errors.last("HcsCreateOperation");
    }
    try {
      Errors.requireResult(
          "HcsEnumerateComputeSystems",
          enumerateComputeSystems.invokeInt(new Object[] {new WString(query), operation}));
      Pointer[] document = new Pointer[1];
      int result = waitForOperationResult.invokeInt(new Object[] {operation, INFINITE, document});
      // A failed call may also return a document.
      return SystemLibrary.take(
          document[0],
          Win32::free,
          () -> Errors.requireResult("HcsWaitForOperationResult", result));
    } finally {
      closeOperation.invokeVoid(new Object[] {operation});
    }
  }
}
