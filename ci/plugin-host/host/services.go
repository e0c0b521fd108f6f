package host

import (
	"context"
	"errors"
	"strings"

	goplugin "github.com/hashicorp/go-plugin"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/emptypb"

	"attestor.invalid/ci/plugin-host/internal/wire"
)

const (
	// hostServiceStream is the broker stream on which a plugin reaches its host.
	hostServiceStream = 1
	metricsService    = "spire.hostservice.common.metrics.v1.Metrics"
	agentStoreService = "spire.hostservice.server.agentstore.v1.AgentStore"
)

// hostSide is what go-plugin dispenses: the connection to the plugin, with the host services offered
// on the broker before the first call goes out.
type hostSide struct {
	goplugin.NetRPCUnsupportedPlugin
	metrics *metricsRecord
	agents  func(id string) (bool, error)
}

func (hostSide) GRPCServer(*goplugin.GRPCBroker, *grpc.Server) error {
	return errors.New("the host does not serve plugins")
}

func (h hostSide) GRPCClient(_ context.Context, broker *goplugin.GRPCBroker, conn *grpc.ClientConn) (any, error) {
	listener, err := broker.Accept(hostServiceStream)
	if err != nil {
		return nil, err
	}
	server := grpc.NewServer(grpc.UnknownServiceHandler(h.serve))
	go func() { _ = server.Serve(listener) }()
	return &connection{conn, server}, nil
}

// serve answers every call of the host services: the metrics, which it records, and the agent store.
func (h hostSide) serve(_ any, stream grpc.ServerStream) error {
	method, _ := grpc.MethodFromServerStream(stream)
	switch {
	case method == "/"+agentStoreService+"/GetAgentInfo" && h.agents != nil:
		return h.agentInfo(stream)
	case strings.HasPrefix(method, "/"+metricsService+"/") && h.metrics != nil:
		return h.metrics.serve(strings.TrimPrefix(method, "/"+metricsService+"/"), stream)
	}
	return status.Errorf(codes.Unimplemented, "unknown host service method %q", method)
}

// agentInfo tells of an agent that the server knows, as an agent store does.
func (h hostSide) agentInfo(stream grpc.ServerStream) error {
	var in emptypb.Empty
	if err := stream.RecvMsg(&in); err != nil {
		return err
	}
	ids, err := wire.Texts(wire.Body(&in), 1)
	if err != nil || len(ids) != 1 {
		return status.Errorf(codes.InvalidArgument, "request has the IDs %q (%v), expected one", ids, err)
	}
	known, err := h.agents(ids[0])
	if err != nil {
		return err
	}
	if !known {
		return status.Error(codes.NotFound, "agent not found")
	}
	return stream.SendMsg(wire.Message(wire.String(nil, 1, string(wire.String(nil, 1, ids[0])))))
}

type connection struct {
	*grpc.ClientConn
	services *grpc.Server
}
