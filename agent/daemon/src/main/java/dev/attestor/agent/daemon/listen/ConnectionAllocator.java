package dev.attestor.agent.daemon.listen;

import dev.attestor.agent.daemon.limits.ConnectionShare;
import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;

/** Allocates the buffers of one connection, and knows their total size. */
final class ConnectionAllocator extends AbstractByteBufAllocator {

  private final ConnectionShare place;
  private final UnpooledByteBufAllocator buffers = new UnpooledByteBufAllocator(true, true);

  ConnectionAllocator(ConnectionShare place) {
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
