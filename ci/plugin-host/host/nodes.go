package host

import (
	"context"
	"errors"
	"fmt"
	"io"

	"google.golang.org/grpc"
	"google.golang.org/protobuf/types/known/emptypb"

	"attestor.invalid/ci/plugin-host/internal/wire"
)

// The methods of the two sides of a node attestor.
const (
	MethodAidAttestation = "/spire.plugin.agent.nodeattestor.v1.NodeAttestor/AidAttestation"
	MethodNodeAttest     = "/spire.plugin.server.nodeattestor.v1.NodeAttestor/Attest"
)

// Agent is what a server's plugin says of an agent.
type Agent struct {
	ID          string   `json:"spiffe_id"`
	Selectors   []string `json:"selectors"`
	CanReattest bool     `json:"can_reattest"`
}

// AidAttestation returns the payload that an agent's plugin sends before it hears anything.
func (p *Plugin) AidAttestation(ctx context.Context) ([]byte, error) {
	answer, err := p.converse(ctx, MethodAidAttestation, nil)
	if err != nil {
		return nil, err
	}
	fields, err := wire.Fields(answer)
	if err != nil || len(fields) != 1 || fields[0].ID != 1 || fields[0].Text == "" {
		return nil, fmt.Errorf("answer has the fields %v (%v), expected a payload", fields, err)
	}
	return []byte(fields[0].Text), nil
}

// AttestNode gives a server's plugin a payload and returns what it makes of it.
func (p *Plugin) AttestNode(ctx context.Context, payload []byte) (Agent, error) {
	answer, err := p.converse(ctx, MethodNodeAttest, wire.String(nil, 1, string(payload)))
	if err != nil {
		return Agent{}, err
	}
	fields, err := wire.Fields(answer)
	if err != nil || len(fields) != 1 || fields[0].ID != 2 {
		return Agent{}, fmt.Errorf("answer has the fields %v (%v), expected attributes", fields, err)
	}
	var agent Agent
	attributes, err := wire.Fields([]byte(fields[0].Text))
	for _, field := range attributes {
		switch field.ID {
		case 1:
			agent.ID = field.Text
		case 2:
			agent.Selectors = append(agent.Selectors, field.Text)
		case 3:
			agent.CanReattest = field.Number != 0
		}
	}
	return agent, err
}

// converse sends one message, if any, and takes one, with our side still open; then the plugin has to end.
func (p *Plugin) converse(ctx context.Context, method string, body []byte) ([]byte, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	stream, err := p.conn.NewStream(ctx, &grpc.StreamDesc{ClientStreams: true, ServerStreams: true}, method)
	if err != nil {
		return nil, err
	}
	if body != nil {
		if err := stream.SendMsg(wire.Message(body)); err != nil && !errors.Is(err, io.EOF) {
			return nil, err
		}
	}
	var answer, more emptypb.Empty
	if err := stream.RecvMsg(&answer); err != nil {
		return nil, err
	}
	if err := stream.RecvMsg(&more); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("after the answer came %v, expected the end", err)
	}
	return wire.Body(&answer), nil
}
