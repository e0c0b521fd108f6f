package dev.attestor.agent.daemon.telemetry;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * The responses to HTTP requests. Metrics are collected at most once per second, for all clients;
 * used by one thread.
 */
final class HttpAnswers {

  private static final long FRESH_NANOS = Duration.ofSeconds(1).toNanos();

  private static final String TEXT = "text/plain; charset=utf-8";

  private final ExpositionFormats formats = ExpositionFormats.init();
  private final PrometheusRegistry registry;
  private final BooleanSupplier ready;
  private final LongSupplier clock;

  /** By content type; there is one entry per format. */
  private final Map<String, Gathered> gathered = new HashMap<>();

  @SuppressWarnings("ArrayRecordComponent") // Compared nowhere.
  private record Gathered(byte[] text, long at) {}

  HttpAnswers(PrometheusRegistry registry, BooleanSupplier ready) {
    this(registry, ready, System::nanoTime);
  }

  /** The clock is in nanoseconds. */
  HttpAnswers(PrometheusRegistry registry, BooleanSupplier ready, LongSupplier clock) {
    this.registry = registry;
    this.ready = ready;
    this.clock = clock;
  }

  FullHttpResponse answer(HttpRequest request) {
    if (request.decoderResult().isFailure()) {
      return text(refusal(request.decoderResult().cause()));
    }
    if (!request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.HEAD)) {
      return text(HttpResponseStatus.METHOD_NOT_ALLOWED);
    }
    String uri = request.uri();
    int query = uri.indexOf('?');
    return switch (query < 0 ? uri : uri.substring(0, query)) {
      case "/live" -> text(HttpResponseStatus.OK, "ok");
      case "/ready" ->
          ready.getAsBoolean()
              ? text(HttpResponseStatus.OK, "ok")
              : text(HttpResponseStatus.SERVICE_UNAVAILABLE, "not ready");
      case "/metrics" -> metrics(request.headers().get(HttpHeaderNames.ACCEPT));
      default -> text(HttpResponseStatus.NOT_FOUND);
    };
  }

  private static HttpResponseStatus refusal(Throwable cause) {
    if (cause instanceof TooLongHttpLineException) {
      return HttpResponseStatus.REQUEST_URI_TOO_LONG;
    }
    return cause instanceof TooLongHttpHeaderException
        ? HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
        : HttpResponseStatus.BAD_REQUEST;
  }

  private FullHttpResponse metrics(String accepted) {
    ExpositionFormatWriter writer = formats.findWriter(accepted);
    String type = writer.getContentType();
    long now = clock.getAsLong();
    Gathered last = gathered.get(type);
    if (last == null || now - last.at() >= FRESH_NANOS) {
      last = new Gathered(gather(writer), now);
      gathered.put(type, last);
    }
    return response(HttpResponseStatus.OK, type, last.text());
  }

  private byte[] gather(ExpositionFormatWriter writer) {
    ByteArrayOutputStream body = new ByteArrayOutputStream(16 << 10);
    try {
      writer.write(body, registry.scrape());
    } catch (IOException e) {
      throw new UncheckedIOException("metrics cannot be written to memory", e);
    }
    return body.toByteArray();
  }

  private static FullHttpResponse text(HttpResponseStatus status) {
    return text(status, status.reasonPhrase());
  }

  private static FullHttpResponse text(HttpResponseStatus status, String body) {
    return response(status, TEXT, (body + "\n").getBytes(StandardCharsets.UTF_8));
  }

  private static FullHttpResponse response(HttpResponseStatus status, String type, byte[] body) {
    FullHttpResponse response =
        new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.wrappedBuffer(body));
    response
        .headers()
        .set(HttpHeaderNames.CONTENT_TYPE, type)
        .set(HttpHeaderNames.CONTENT_LENGTH, body.length)
        .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    return response;
  }
}
