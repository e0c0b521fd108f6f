package dev.attestor.agent.daemon.listen;

import dev.attestor.agent.daemon.limits.Place;
import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;

/** Makes the buffers of one connection, and knows at any time how many bytes they have. */
final class Purse extends AbstractByteBufAllocator {

  private final Place place;
  private final UnpooledByteBufAllocator buffers = new UnpooledByteBufAllocator(true, true);

  Purse(Place place) {
    super(true);
    this.place = place;
  }

  long bytes() {
    return buffers.metric().usedDirectMemory() + buffers.metric().usedHeapMemory();
  }

  @Override
  protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
    return counted(buffers.heapBuffer(initialCapacity, maxCapacity));
  }

  @Override
  protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
    return counted(buffers.directBuffer(initialCapacity, maxCapacity));
  }

  private ByteBuf counted(ByteBuf buffer) {
    place.measured();
    return buffer;
  }

  @Override
  public boolean isDirectBufferPooled() {
    return false;
  }
}
