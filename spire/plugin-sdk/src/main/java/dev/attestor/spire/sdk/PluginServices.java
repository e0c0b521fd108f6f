package dev.attestor.spire.sdk;

import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyServerBuilder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * All services of a plugin: its own, SPIRE's common ones, and go-plugin's.
 *
 * @param callExecutor for the plugin's own services
 * @param pool for SPIRE's services, whose handlers may also block
 */
record PluginServices(
    List<ServerServiceDefinition> own,
    Optional<Configurable> configurable,
    PluginLifecycle lifecycle,
    Executor callExecutor,
    Executor pool,
    int maxMessageBytes) {

  PluginServices {
    own = List.copyOf(own);
  }

  /** Registers all services. */
  NettyServerBuilder addTo(
      NettyServerBuilder server, Broker broker, HostMetrics metrics, Runnable exit) {
    List<ServerServiceDefinition> listed = new ArrayList<>(own);
    Map<String, Executor> executors = new HashMap<>();
    own.forEach(service -> executors.put(name(service), callExecutor));
    configurable.ifPresent(
        plugin -> {
          ServerServiceDefinition config = new ConfigService(plugin).bindService();
          listed.add(config);
          executors.put(name(config), pool);
        });
    List<String> names = listed.stream().map(PluginServices::name).toList();
    ServerServiceDefinition init = new InitService(names, broker, metrics, lifecycle).bindService();
    executors.put(name(init), pool);
    return server
        .addServices(listed)
        .addService(init)
        .addService(new BrokerService(broker))
        .addService(new ControllerService(exit))
        .addService(new StdioService())
        .addService(new PluginHealthService())
        .intercept(new Guard())
        .directExecutor()
        .callExecutor(new CallExecutors(executors))
        .maxInboundMessageSize(maxMessageBytes)
        .permitKeepAliveWithoutCalls(true)
        .permitKeepAliveTime(10, TimeUnit.SECONDS);
  }

  private static String name(ServerServiceDefinition service) {
    return service.getServiceDescriptor().getName();
  }
}
