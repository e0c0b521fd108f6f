package dev.attestor.core.pod;

import com.google.gson.stream.MalformedJsonException;
import dev.attestor.input.json.JsonFields;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;

/**
 * Reads the kubelet's pod list in one pass, in bounded memory. Skips what no selector needs, such
 * as {@code managedFields} and most of the spec. If the entry of a pod is invalid or needs too much
 * memory, only this pod is refused; see {@link PodBudget}.
 */
public final class PodListReader {

  private PodListReader() {}

  /**
   * Reads a whole list.
   *
   * @throws PodListFormatException if the text is incomplete, not JSON, or not a pod list
   * @throws IOException if reading fails
   */
  public static PodList read(InputStream body) throws IOException {
    return read(body, PodListReader::readList);
  }

  /**
   * Reads a pod alone, as a list of one.
   *
   * @throws PodListFormatException if the text is incomplete or not JSON
   * @throws IOException if reading fails
   */
  public static PodList readPod(InputStream body) throws IOException {
    return read(
        body,
        fields -> {
          PodListBudget pods = new PodListBudget();
          new PodReader(fields).read(pods);
          return pods.list();
        });
  }

  /** Reads the value that the whole text is. */
  @FunctionalInterface
  private interface Whole {
    PodList read(JsonFields fields) throws IOException;
  }

  private static PodList read(InputStream body, Whole whole) throws IOException {
    JsonFields fields = JsonFields.of(body, PodListReader::refuse);
    try {
      PodList pods = whole.read(fields);
      if (!fields.isAtEnd()) {
        throw new PodListFormatException("expected the end of the text after the pod list");
      }
      return pods;
    } catch (PodListFormatException e) {
      throw e;
    } catch (CharacterCodingException e) {
      throw new PodListFormatException("the text is not UTF-8", e);
    } catch (EOFException e) {
      throw new PodListFormatException(
          "the text is truncated at " + PodBuilder.printable(fields.path()), e);
    } catch (MalformedJsonException e) {
      String what = fields.bodyEnded() ? "truncated" : "not JSON";
      throw new PodListFormatException(
          "the text is " + what + " at " + PodBuilder.printable(fields.path()), e);
    } catch (IllegalStateException e) {
      throw new PodListFormatException(
          "the text has an unexpected structure at " + PodBuilder.printable(fields.path()), e);
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
    throw new PodListFormatException(PodBuilder.printable(expected));
  }

  private static void requirePodList(String kind) throws PodListFormatException {
    if (!kind.isEmpty() && !kind.equals("PodList")) {
      throw new PodListFormatException(
          "expected kind \"PodList\", found \"" + PodBuilder.printable(kind) + "\"");
    }
  }
}
