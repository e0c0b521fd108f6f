package host

import (
	"context"
	"errors"
	"io"
	"strings"
	"sync/atomic"

	goplugin "github.com/hashicorp/go-plugin"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/emptypb"
)

const (
	// hostServiceStream is the broker stream on which a plugin reaches its host.
	hostServiceStream = 1
	metricsService    = "spire.hostservice.common.metrics.v1.Metrics"
)

// hostSide is what go-plugin dispenses: the connection to the plugin, with the host services offered
// on the broker before the first call goes out.
type hostSide struct {
	goplugin.NetRPCUnsupportedPlugin
	metricsCalls *atomic.Int64
}

func (hostSide) GRPCServer(*goplugin.GRPCBroker, *grpc.Server) error {
	return errors.New("the host does not serve plugins")
}

func (h hostSide) GRPCClient(_ context.Context, broker *goplugin.GRPCBroker, conn *grpc.ClientConn) (any, error) {
	listener, err := broker.Accept(hostServiceStream)
	if err != nil {
		return nil, err
	}
	server := grpc.NewServer(grpc.UnknownServiceHandler(h.metrics))
	go func() { _ = server.Serve(listener) }()
	return &connection{conn, server}, nil
}

// metrics answers every call of the one host service that an agent offers, and counts the calls.
func (h hostSide) metrics(_ any, stream grpc.ServerStream) error {
	method, _ := grpc.MethodFromServerStream(stream)
	if !strings.HasPrefix(method, "/"+metricsService+"/") {
		return status.Errorf(codes.Unimplemented, "unknown host service method %q", method)
	}
	h.metricsCalls.Add(1)
	for {
		var in emptypb.Empty
		if err := stream.RecvMsg(&in); errors.Is(err, io.EOF) {
			return stream.SendMsg(&emptypb.Empty{})
		} else if err != nil {
			return err
		}
	}
}

type connection struct {
	*grpc.ClientConn
	services *grpc.Server
}
