package host

import (
	"context"
	"errors"

	"google.golang.org/grpc"
	"google.golang.org/grpc/metadata"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/types/known/emptypb"

	"attestor.invalid/ci/plugin-host/internal/wire"
)

// The methods that an agent calls on a workload attestor.
const (
	MethodInit            = "/spire.service.private.init.v1.Init/Init"
	MethodDeinit          = "/spire.service.private.init.v1.Init/Deinit"
	MethodConfigure       = "/spire.service.common.config.v1.Config/Configure"
	MethodValidate        = "/spire.service.common.config.v1.Config/Validate"
	MethodAttest          = "/spire.plugin.agent.workloadattestor.v1.WorkloadAttestor/Attest"
	MethodAttestReference = "/spire.plugin.agent.workloadattestor.v1.WorkloadAttestor/AttestReference"
)

// The methods that go-plugin itself needs.
const (
	MethodBroker   = "/plugin.GRPCBroker/StartStream"
	MethodShutdown = "/plugin.GRPCController/Shutdown"
	MethodStdio    = "/plugin.GRPCStdio/StreamStdio"
	MethodHealth   = "/grpc.health.v1.Health/Check"
)

// BrokerCallerID is the metadata key with the SPIFFE ID of the broker that a call is made for.
const BrokerCallerID = "spire-agent-broker-caller-id"

// Reference names a workload in AttestReference.
type Reference struct {
	TypeURL string
	Value   []byte
}

// PIDReference names a process.
func PIDReference(pid int32) Reference {
	return Reference{"type.googleapis.com/spiffe.broker.WorkloadPIDReference", wire.Int32(nil, 1, pid)}
}

// PodReference names a pod.
func PodReference(namespace, name string) Reference {
	return ObjectReference("pods", "core", namespace, name, "")
}

// ObjectReference names an object by namespace and name, by UID, or by both. Empty parts are not sent.
func ObjectReference(plural, group, namespace, name, uid string) Reference {
	var kind, key, value []byte
	for i, text := range []string{plural, group} {
		if text != "" {
			kind = wire.String(kind, protowire.Number(i+1), text)
		}
	}
	for i, text := range []string{namespace, name} {
		if text != "" {
			key = wire.String(key, protowire.Number(i+1), text)
		}
	}
	for i, text := range []string{string(kind), string(key), uid} {
		if text != "" {
			value = wire.String(value, protowire.Number(i+1), text)
		}
	}
	return Reference{"type.googleapis.com/spiffe.broker.KubernetesObjectReference", value}
}

// WithBroker makes the calls of a context calls for a broker.
func WithBroker(ctx context.Context, spiffeID string) context.Context {
	return metadata.AppendToOutgoingContext(ctx, BrokerCallerID, spiffeID)
}

func (p *Plugin) init(ctx context.Context) ([]string, error) {
	answer, err := p.Call(ctx, MethodInit, wire.Strings(nil, 1, p.hostServices))
	if err != nil {
		return nil, err
	}
	return wire.Texts(answer, 1)
}

// Deinit tells the plugin that it will be unloaded.
func (p *Plugin) Deinit(ctx context.Context) error {
	_, err := p.Call(ctx, MethodDeinit, nil)
	return err
}

// Configure gives the plugin a configuration, at any time.
func (p *Plugin) Configure(ctx context.Context, trustDomain, hcl string) error {
	_, err := p.Call(ctx, MethodConfigure, configuration(trustDomain, hcl))
	return err
}

// Validate asks whether a configuration would be accepted.
func (p *Plugin) Validate(ctx context.Context, trustDomain, hcl string) (valid bool, notes []string, err error) {
	answer, err := p.Call(ctx, MethodValidate, configuration(trustDomain, hcl))
	if err != nil {
		return false, nil, err
	}
	fields, err := wire.Fields(answer)
	for _, field := range fields {
		switch field.ID {
		case 1:
			valid = field.Number != 0
		case 2:
			notes = append(notes, field.Text)
		}
	}
	return valid, notes, err
}

func configuration(trustDomain, hcl string) []byte {
	core := wire.String(nil, 1, trustDomain)
	return wire.String(wire.String(nil, 1, string(core)), 2, hcl)
}

// Attest returns the selectors of a process.
func (p *Plugin) Attest(ctx context.Context, pid int32) ([]string, error) {
	answer, err := p.Call(ctx, MethodAttest, wire.Int32(nil, 1, pid))
	if err != nil {
		return nil, err
	}
	return wire.Texts(answer, 1)
}

// AttestReference returns the selectors of what a reference names.
func (p *Plugin) AttestReference(ctx context.Context, reference Reference) ([]string, error) {
	any := wire.String(nil, 1, reference.TypeURL)
	any = wire.String(any, 2, string(reference.Value))
	answer, err := p.Call(ctx, MethodAttestReference, wire.String(nil, 1, string(any)))
	if err != nil {
		return nil, err
	}
	return wire.Texts(answer, 1)
}

// Call sends any bytes to any unary method.
func (p *Plugin) Call(ctx context.Context, method string, body []byte) ([]byte, error) {
	var answer emptypb.Empty
	if err := p.conn.Invoke(ctx, method, wire.Message(body), &answer); err != nil {
		return nil, err
	}
	return wire.Body(&answer), nil
}

// CallStream sends one message of any bytes to any streaming method and returns the first answer.
func (p *Plugin) CallStream(ctx context.Context, method string, body []byte) ([]byte, error) {
	stream, err := p.conn.NewStream(ctx, &grpc.StreamDesc{ClientStreams: true, ServerStreams: true}, method)
	if err != nil {
		return nil, err
	}
	var answer emptypb.Empty
	err = errors.Join(stream.SendMsg(wire.Message(body)), stream.CloseSend())
	if received := stream.RecvMsg(&answer); received != nil || err != nil {
		return nil, errors.Join(received, err)
	}
	return wire.Body(&answer), nil
}
