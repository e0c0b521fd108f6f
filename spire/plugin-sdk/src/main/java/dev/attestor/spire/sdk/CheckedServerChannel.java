package dev.attestor.spire.sdk;

import io.netty.channel.Channel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.util.Iterator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A TCP server socket that closes connections that its {@link PeerCheck} rejects, before a byte is
 * read or written.
 */
final class CheckedServerChannel extends NioServerSocketChannel {

  private static final Logger LOG = LoggerFactory.getLogger(CheckedServerChannel.class);

  private final PeerCheck check;

  CheckedServerChannel(PeerCheck check) {
    this.check = check;
  }

  @Override
  protected int doReadMessages(List<Object> accepted) throws Exception {
    int known = accepted.size();
    int count = super.doReadMessages(accepted);
    Iterator<Object> fresh = accepted.listIterator(known);
    while (fresh.hasNext()) {
      SocketChannel connection = (SocketChannel) fresh.next();
      if (!allows(connection)) {
        ((Channel) connection).unsafe().closeForcibly();
        fresh.remove();
      }
    }
    return count;
  }

  private boolean allows(SocketChannel connection) {
    boolean allowed = false;
    Throwable why = null;
    try {
      allowed = check.allows(connection.remoteAddress(), connection.localAddress());
    } catch (RuntimeException | Error e) {
      why = e;
    }
    if (!allowed) {
      LOG.atWarn()
          .addKeyValue("peer", connection.remoteAddress())
          .setCause(why)
          .log("Connection refused: not from the host that started this plugin");
    }
    return allowed;
  }
}
