package dev.attestor.windows;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Starts a plugin like a host, prints its handshake and waits to be stopped. */
final class PluginHostMain {

  private PluginHostMain() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    Process plugin = LaunchedPlugin.start(Arrays.asList(args));
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(plugin.getInputStream(), StandardCharsets.UTF_8))) {
      System.out.println(out.readLine());
      plugin.waitFor();
    }
  }
}
