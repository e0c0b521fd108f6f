package main

import (
	"context"

	"google.golang.org/grpc"
	"google.golang.org/protobuf/types/known/emptypb"

	"attestor.invalid/ci/plugin-host/internal/wire"
)

type method func(ctx context.Context, in []byte) ([]byte, error)

// register adds a service of two unary methods.
func register(server *grpc.Server, service, name1 string, method1 method, name2 string, method2 method) {
	server.RegisterService(&grpc.ServiceDesc{
		ServiceName: service,
		HandlerType: (*any)(nil),
		Methods:     []grpc.MethodDesc{describe(name1, method1), describe(name2, method2)},
	}, nil)
}

func describe(name string, call method) grpc.MethodDesc {
	handler := func(_ any, ctx context.Context, decode func(any) error, _ grpc.UnaryServerInterceptor) (any, error) {
		var in emptypb.Empty
		if err := decode(&in); err != nil {
			return nil, malformed(err)
		}
		out, err := call(ctx, wire.Body(&in))
		if err != nil {
			return nil, err
		}
		return wire.Message(out), nil
	}
	return grpc.MethodDesc{MethodName: name, Handler: handler}
}
