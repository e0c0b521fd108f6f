package dev.attestor.kubernetes;

import dev.attestor.core.error.ApiServerException;
import dev.attestor.input.stream.BoundedStream;
import dev.attestor.input.stream.StreamTooLargeException;
import dev.attestor.input.text.ForeignText;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLException;
import okhttp3.Response;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the API server for objects of any type, and reads its answers while they arrive. Every
 * request has 10 s, and every answer a size limit.
 *
 * <p>What the API server says of a failure goes to the log alone: it may contain what the caller
 * must not learn.
 */
public final class ApiCalls implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ApiCalls.class);

  private static final long MAX_ANSWER = 16 << 20;
  private static final int MAX_WORDS = 500;

  private final ApiServer server;

  /** Reads the body of an answer. */
  @FunctionalInterface
  public interface Body<T> {
    /**
     * Reads a whole body.
     *
     * @throws IOException if it breaks off or is not what was asked for
     */
    T read(InputStream body) throws IOException;
  }

  /**
   * Connects to nothing before the first use.
   *
   * @param kubeconfig the kubeconfig; if empty, the service account of this pod is used
   * @param environment the variables of this process
   */
  public ApiCalls(Optional<Path> kubeconfig, Map<String, String> environment) {
    this.server = ApiServer.streaming(kubeconfig, environment);
  }

  /**
   * Reads the files that access needs, without a request.
   *
   * @throws ApiServerException if the kubeconfig or the service account files are missing or
   *     invalid
   */
  public void prepare() {
    try {
      ApiConnection unused = server.connect();
    } catch (ApiAccessException e) {
      throw new ApiServerException(
          false, "the API server cannot be asked: " + String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * Asks, and waits for the answer.
   *
   * @return empty if there is no such object
   * @throws ApiServerException if there is no usable answer; names the right that is missing
   */
  public <T> Optional<T> ask(ApiQuestion question, Body<T> body) {
    ApiConnection connection = connect();
    boolean answered = false;
    try (Response response = ClientRequests.send(connection.client(), question)) {
      answered = true;
      InputStream answer = new BoundedStream(response.body().byteStream(), MAX_ANSWER);
      if (response.isSuccessful()) {
        return Optional.of(body.read(answer));
      }
      if (response.code() == 404) {
        return Optional.empty();
      }
      if (response.code() == 401) {
        server.refuse(connection);
      }
      log(question, connection, response.code(), answer);
      throw status(question, response.code());
    } catch (StreamTooLargeException e) {
      throw new ApiServerException(
          false,
          "the API server cannot be used: its answer is larger than %s MiB"
              .formatted(MAX_ANSWER >> 20),
          e);
    } catch (IOException e) {
      if (!answered) {
        server.refuse(connection);
      }
      throw failed(question, connection, e, answered);
    }
  }

  /** The files' names are for the log alone, as what the API server says. */
  private ApiConnection connect() {
    try {
      return server.connect();
    } catch (ApiAccessException e) {
      LOG.atWarn()
          .addKeyValue("reason", e.getMessage())
          .log("The API server cannot be asked with our files");
      throw new ApiServerException(
          false,
          "the API server cannot be asked: our kubeconfig or our service account cannot be used",
          e);
    }
  }

  private static ApiServerException status(ApiQuestion question, int code) {
    String hint =
        switch (code) {
          case 401 -> "; it rejected our credentials";
          case 403 -> "; grant our account " + question.right();
          default -> "";
        };
    return new ApiServerException(
        code == 429 || code == 410 || code >= 500, "the API server answered " + code + hint);
  }

  private static ApiServerException failed(
      ApiQuestion question, ApiConnection connection, IOException e, boolean answered) {
    LOG.atWarn()
        .addKeyValue("path", question.path())
        .addKeyValue("server", connection.server())
        .addKeyValue("reason", ForeignText.line(String.valueOf(e.getMessage()), MAX_WORDS))
        .log("The API server gave no usable answer");
    if (answered && !(e instanceof InterruptedIOException)) {
      return new ApiServerException(false, "the API server gave an unusable answer", e);
    }
    boolean tls = e instanceof SSLException;
    return new ApiServerException(
        !tls, "the API server " + (tls ? "cannot be trusted" : "cannot be reached"), e);
  }

  private static void log(
      ApiQuestion question, ApiConnection connection, int code, InputStream answer) {
    LOG.atWarn()
        .addKeyValue("path", question.path())
        .addKeyValue("server", connection.server())
        .addKeyValue("status", code)
        .addKeyValue("reason", StatusBody.message(answer).orElse(""))
        .log("The API server refused a request");
  }

  @Override
  public void close() {
    server.close();
  }
}
