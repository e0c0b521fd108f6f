package dev.attestor.pod;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import java.io.EOFException;
import java.io.FilterReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the kubelet's pod list in one pass. What no selector needs, {@code managedFields} and most
 * of the spec, is skipped and never built; pods that have ended are left out.
 */
public final class PodListReader {

  private PodListReader() {}

  /**
   * Reads a whole list.
   *
   * @throws PodListFormatException if the text is cut, is not JSON, or is not a pod list
   * @throws IOException if reading fails
   */
  public static List<Pod> read(InputStream body) throws IOException {
    // A decoder of our own: the default one would replace malformed bytes instead of refusing them.
    EndNoted text = new EndNoted(new InputStreamReader(body, StandardCharsets.UTF_8.newDecoder()));
    JsonReader in = new JsonReader(text);
    in.setStrictness(Strictness.STRICT);
    try {
      List<Pod> pods = readList(in);
      if (in.peek() != JsonToken.END_DOCUMENT) {
        throw new PodListFormatException("expected the end of the text after the pod list");
      }
      return pods;
    } catch (PodListFormatException e) {
      throw e;
    } catch (CharacterCodingException e) {
      throw new PodListFormatException("the text is not UTF-8", e);
    } catch (EOFException e) {
      throw new PodListFormatException("the text is cut at " + in.getPath(), e);
    } catch (MalformedJsonException e) {
      String what = text.ended ? "cut" : "not JSON";
      throw new PodListFormatException("the text is " + what + " at " + in.getPath(), e);
    } catch (IllegalStateException e) {
      throw new PodListFormatException("the text has another shape at " + in.getPath(), e);
    }
  }

  private static List<Pod> readList(JsonReader in) throws IOException {
    List<Pod> pods = new ArrayList<>();
    boolean[] hasItems = new boolean[1];
    JsonFields.object(
        in,
        name -> {
          switch (name) {
            case "kind" -> requirePodList(in);
            case "items" -> {
              hasItems[0] = true;
              readItems(in, pods);
            }
            default -> {
              return false;
            }
          }
          return true;
        });
    if (!hasItems[0]) {
      throw new PodListFormatException("expected a pod list, found an object without \"items\"");
    }
    return pods;
  }

  private static void requirePodList(JsonReader in) throws IOException {
    String kind = JsonFields.text(in);
    if (!kind.isEmpty() && !kind.equals("PodList")) {
      throw new PodListFormatException("expected kind \"PodList\", found \"" + kind + "\"");
    }
  }

  private static void readItems(JsonReader in, List<Pod> pods) throws IOException {
    JsonFields.array(
        in,
        () -> {
          Pod pod = new PodReader(in).read();
          return pod.hasEnded() || pods.add(pod);
        });
  }

  /**
   * Knows whether more was asked for than there is: the JSON reader calls a string or literal that
   * is cut malformed.
   */
  private static final class EndNoted extends FilterReader {
    private boolean ended;

    EndNoted(Reader text) {
      super(text);
    }

    @Override
    public int read(char[] buffer, int offset, int length) throws IOException {
      int read = in.read(buffer, offset, length);
      ended |= read < 0;
      return read;
    }
  }
}
