package main

import (
	"context"
	"errors"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/hashicorp/go-hclog"
	goplugin "github.com/hashicorp/go-plugin"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	"attestor.invalid/ci/plugin-host/internal/wire"
)

const (
	pluginService = "spire.plugin.agent.workloadattestor.v1.WorkloadAttestor"
	configService = "spire.service.common.config.v1.Config"
	initService   = "spire.service.private.init.v1.Init"
	pidReference  = "type.googleapis.com/spiffe.broker.WorkloadPIDReference"
)

var selectors = []string{"container-name:reference", "ns:default", "sa:default"}

// attestor gives every process the same selectors, but for those that its configuration puts outside.
type attestor struct {
	goplugin.NetRPCUnsupportedPlugin
	log     hclog.Logger
	lenient bool
	config  atomic.Pointer[config]
	faults  sync.Mutex
}

func (a *attestor) GRPCClient(context.Context, *goplugin.GRPCBroker, *grpc.ClientConn) (any, error) {
	return nil, errors.New("this is the plugin side")
}

func (a *attestor) GRPCServer(_ *goplugin.GRPCBroker, server *grpc.Server) error {
	register(server, initService, "Init", func(context.Context, []byte) ([]byte, error) {
		return wire.Strings(nil, 1, []string{pluginService, configService}), nil
	}, "Deinit", func(context.Context, []byte) ([]byte, error) {
		a.log.Debug("deinitialized")
		return nil, nil
	})
	register(server, configService, "Configure", a.configure, "Validate", a.validate)
	register(server, pluginService, "Attest", a.attest, "AttestReference", a.attestReference)
	return nil
}

func (a *attestor) configure(_ context.Context, in []byte) ([]byte, error) {
	config, problems, err := a.read(in)
	if err != nil {
		return nil, err
	}
	if len(problems) > 0 {
		a.log.Error("configuration refused", "problems", len(problems))
		if faulty("forgets-old-configuration") {
			a.config.Store(nil)
		}
		if faulty("names-first-problem") {
			problems = problems[:1]
		}
		return nil, status.Error(codes.InvalidArgument, strings.Join(problems, "; "))
	}
	if faulty("gap-on-reconfigure") {
		a.config.Store(nil)
		time.Sleep(time.Millisecond)
	}
	a.config.Store(config)
	a.log.Info("configured", "outside", len(config.outside))
	return nil, nil
}

func (a *attestor) validate(_ context.Context, in []byte) ([]byte, error) {
	config, problems, err := a.read(in)
	if err != nil {
		return nil, err
	}
	if faulty("validate-configures") {
		a.config.Store(config)
	}
	return wire.Strings(wire.Bool(nil, 1, len(problems) == 0), 2, problems), nil
}

func (a *attestor) read(in []byte) (*config, []string, error) {
	fields, err := wire.Fields(in)
	if err != nil {
		return nil, nil, malformed(err)
	}
	var hcl string
	for _, field := range fields {
		if field.ID == 2 {
			hcl = field.Text
		}
	}
	config, problems := parse(hcl, a.lenient)
	return config, problems, nil
}

func (a *attestor) attest(ctx context.Context, in []byte) ([]byte, error) {
	if err := refuseBrokers(ctx); err != nil {
		return nil, err
	}
	return a.attestPID(in)
}

func (a *attestor) attestReference(ctx context.Context, in []byte) ([]byte, error) {
	if err := refuseBrokers(ctx); err != nil {
		return nil, err
	}
	references, err := wire.Texts(in, 1)
	if err != nil {
		return nil, malformed(err)
	}
	if len(references) != 1 {
		return nil, status.Error(codes.InvalidArgument, "no reference")
	}
	fields, err := wire.Fields([]byte(references[0]))
	if err != nil {
		return nil, malformed(err)
	}
	var kind, value string
	for _, field := range fields {
		switch field.ID {
		case 1:
			kind = field.Text
		case 2:
			value = field.Text
		}
	}
	if kind != pidReference && !faulty("takes-any-reference") {
		return nil, status.Errorf(codes.InvalidArgument, "reference %q is not supported, expected %q", kind, pidReference)
	}
	return a.attestPID([]byte(value))
}

// attestPID reads a message whose field 1 is the process ID, as both kinds of request hold it.
func (a *attestor) attestPID(in []byte) ([]byte, error) {
	fields, err := wire.Fields(in)
	if err != nil {
		return nil, malformed(err)
	}
	config := a.config.Load()
	if config == nil {
		return nil, status.Error(codes.FailedPrecondition, "not configured")
	}
	var pid int32
	for _, field := range fields {
		if field.ID == 1 {
			pid = int32(field.Number)
		}
	}
	if pid <= 0 && !faulty("takes-any-pid") {
		return nil, status.Errorf(codes.InvalidArgument, "pid is %d, expected a positive number", pid)
	}
	a.faults.Lock()
	misbehave()
	a.faults.Unlock()
	if _, err := os.ReadFile("/proc/" + strconv.Itoa(int(pid)) + "/cgroup"); err != nil {
		if faulty("missing-is-outside") {
			return nil, nil
		}
		return nil, status.Errorf(codes.NotFound, "no process %d", pid)
	}
	if config.outside[pid] {
		return nil, nil
	}
	return wire.Strings(nil, 1, answer()), nil
}

func answer() []string {
	wrong := slices.Clone(selectors)
	switch fault {
	case "unsorted":
		slices.Reverse(wrong)
	case "repeats":
		wrong = append(wrong, wrong[len(wrong)-1])
	case "prefixes":
		for i := range wrong {
			wrong[i] = "k8s:" + wrong[i]
		}
	}
	return wrong
}

func refuseBrokers(ctx context.Context) error {
	const key = "spire-agent-broker-caller-id"
	if values := metadata.ValueFromIncomingContext(ctx, key); len(values) > 0 && !faulty("serves-brokers") {
		return status.Error(codes.PermissionDenied, "calls for a broker are not supported")
	}
	return nil
}

func malformed(err error) error {
	if faulty("exits-on-bad-request") {
		os.Exit(2)
	}
	return status.Errorf(codes.InvalidArgument, "malformed request: %v", err)
}
