package dev.attestor.core.pod;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import dev.attestor.input.json.Json;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Reads the kubelet's pod list in one pass, in bounded memory. Skips what no selector needs, such
 * as {@code managedFields} and most of the spec. If the entry of a pod is invalid or needs too much
 * memory, only this pod is refused; see {@link PodBudget}.
 */
public final class PodListReader {

  /**
   * The depth limit of Go's JSON decoder: the authors of {@code managedFields} choose their
   * nesting.
   */
  private static final int MAX_DEPTH = 10_000;

  private PodListReader() {}

  /**
   * Reads a whole list.
   *
   * @throws PodListFormatException if the text is incomplete, not JSON, or not a pod list
   * @throws IOException if reading fails
   */
  public static PodList read(InputStream body) throws IOException {
    // A strict decoder: the default one would replace malformed bytes instead of rejecting them.
    BoundedTexts text =
        new BoundedTexts(new InputStreamReader(body, StandardCharsets.UTF_8.newDecoder()));
    JsonReader in = Json.reader(text, MAX_DEPTH);
    try {
      PodList pods = readList(new JsonFields(in, text, PodListReader::refuse));
      if (in.peek() != JsonToken.END_DOCUMENT) {
        throw new PodListFormatException("expected the end of the text after the pod list");
      }
      return pods;
    } catch (PodListFormatException e) {
      throw e;
    } catch (CharacterCodingException e) {
      throw new PodListFormatException("the text is not UTF-8", e);
    } catch (EOFException e) {
      throw new PodListFormatException(
          "the text is truncated at " + PodReader.printable(in.getPath()), e);
    } catch (MalformedJsonException e) {
      String what = text.ended() ? "truncated" : "not JSON";
      throw new PodListFormatException(
          "the text is " + what + " at " + PodReader.printable(in.getPath()), e);
    } catch (IllegalStateException e) {
      throw new PodListFormatException(
          "the text has an unexpected structure at " + PodReader.printable(in.getPath()), e);
    }
  }

  private static PodList readList(JsonFields fields) throws IOException {
    PodListBudget pods = new PodListBudget();
    boolean[] hasItems = new boolean[1];
    fields.object(
        name -> {
          switch (name) {
            case "kind" -> requirePodList(fields.text());
            case "items" -> {
              hasItems[0] = true;
              fields.array(() -> new PodReader(fields).read(pods));
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
    return pods.list();
  }

  private static void refuse(String expected) throws PodListFormatException {
    throw new PodListFormatException(PodReader.printable(expected));
  }

  private static void requirePodList(String kind) throws PodListFormatException {
    if (!kind.isEmpty() && !kind.equals("PodList")) {
      throw new PodListFormatException(
          "expected kind \"PodList\", found \"" + PodReader.printable(kind) + "\"");
    }
  }
}
