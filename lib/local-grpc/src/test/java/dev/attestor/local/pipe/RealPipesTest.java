package dev.attestor.local.pipe;

import com.sun.jna.NativeLibrary;
import dev.attestor.testkit.OpenHandles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIf;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The contract with the pipes of this Windows. */
@EnabledOnOs(
    value = OS.WINDOWS,
    disabledReason = "makes calls to Windows; ci/wine/test runs it in a Windows Java")
class RealPipesTest extends PipeContract {

  private static final PipeApi API = new JnaPipeApi();

  @Override
  PipeApi api() {
    return API;
  }

  @Override
  @Test
  @DisabledIf(
      value = "isWine",
      disabledReason = "Wine does not know FILE_FLAG_FIRST_PIPE_INSTANCE; runs on Windows")
  void refusesAPipeThatAnotherServerHas() {
    requireRefused();
  }

  @Override
  int openHandles() {
    return OpenHandles.now();
  }

  static boolean isWine() {
    try {
      return NativeLibrary.getInstance("ntdll").getFunction("wine_get_version") != null;
    } catch (UnsatisfiedLinkError e) {
      return false;
    }
  }

  @Override
  String ownSid() {
    return "S-1-5-32-544";
  }
}
