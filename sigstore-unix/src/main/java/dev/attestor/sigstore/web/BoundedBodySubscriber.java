package dev.attestor.sigstore.web;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** Collects a body, and fails as soon as it exceeds the limit. */
final class BoundedBodySubscriber implements BodySubscriber<byte[]> {

  /** Thrown if a body exceeds the limit, by its announced or actual length. */
  static final class TooLargeException extends IOException {
    TooLargeException(long limit) {
      super("the answer is larger than the limit of %s bytes".formatted(limit));
    }
  }

  private static final long REFUSE_ALL = -1;

  private final long limit;
  private final ByteArrayOutputStream collected = new ByteArrayOutputStream();
  private final CompletableFuture<byte[]> result = new CompletableFuture<>();
  private Flow.@Nullable Subscription subscription;

  private BoundedBodySubscriber(long limit) {
    this.limit = limit;
  }

  static BodyHandler<byte[]> upTo(long limit) {
    return head -> {
      OptionalLong announced = announced(head.headers().firstValue("Content-Length").orElse(""));
      return announced.isPresent() && announced.getAsLong() > limit
          ? new BoundedBodySubscriber(REFUSE_ALL)
          : new BoundedBodySubscriber(limit);
    };
  }

  private static OptionalLong announced(String header) {
    try {
      return OptionalLong.of(Long.parseLong(header.trim()));
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  @Override
  public CompletionStage<byte[]> getBody() {
    return result;
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    subscription = given;
    if (limit < 0) {
      stop();
    } else {
      given.request(Long.MAX_VALUE);
    }
  }

  @Override
  public void onNext(List<ByteBuffer> parts) {
    for (ByteBuffer part : parts) {
      if (result.isDone()) {
        return;
      }
      if (collected.size() + (long) part.remaining() > limit) {
        stop();
        return;
      }
      byte[] bytes = new byte[part.remaining()];
      part.get(bytes);
      collected.write(bytes, 0, bytes.length);
    }
  }

  private void stop() {
    if (subscription != null) {
      subscription.cancel();
    }
    result.completeExceptionally(new TooLargeException(limit));
  }

  @Override
  public void onError(Throwable failure) {
    result.completeExceptionally(failure);
  }

  @Override
  public void onComplete() {
    result.complete(collected.toByteArray());
  }
}
