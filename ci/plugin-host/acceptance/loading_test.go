package acceptance

import (
	"slices"
	"strings"
	"testing"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"attestor.invalid/ci/plugin-host/host"
)

func TestInitNamesTheServices(t *testing.T) {
	running := plugin(t).start(t)
	for _, want := range []string{
		"spire.plugin.agent.workloadattestor.v1.WorkloadAttestor",
		"spire.service.common.config.v1.Config",
	} {
		if !slices.Contains(running.Services, want) {
			t.Errorf("Init names %q, expected %q among them", running.Services, want)
		}
	}
	for _, name := range running.Services {
		if strings.Contains(name, "/") || strings.Contains(name, ".private.") {
			t.Errorf("Init names %q, expected full names of public services", name)
		}
	}
	t.Logf("started in %v", running.Startup)
}

func TestRefusesCallsBeforeConfigure(t *testing.T) {
	subject := plugin(t)
	pid := subject.workload(t).pid
	running := subject.start(t)
	_, err := running.Attest(running.ctx(), pid)
	wantStatus(t, "Attest", err, codes.FailedPrecondition, "not configured")
	_, err = running.AttestReference(running.ctx(), host.PIDReference(pid))
	wantStatus(t, "AttestReference", err, codes.FailedPrecondition, "not configured")
}

func TestChecksum(t *testing.T) {
	subject := plugin(t)
	sum, err := host.Checksum(subject.command[0])
	if err != nil {
		t.Fatal(err)
	}
	launch := func(sum []byte) (*host.Plugin, place, error) {
		place := newPlace(t)
		launched, err := host.Launch(host.Options{
			Command: subject.command, Checksum: sum, Environment: place.environment(),
		})
		return launched, place, err
	}
	t.Run("right", func(t *testing.T) {
		launched, _, err := launch(sum)
		if err != nil {
			t.Fatal(err)
		}
		launched.Close()
	})
	t.Run("wrong", func(t *testing.T) {
		wrong := slices.Clone(sum)
		wrong[0] ^= 1
		launched, place, err := launch(wrong)
		if err == nil {
			launched.Close()
			t.Fatal("the plugin was started")
		}
		if !strings.Contains(err.Error(), "checksum") {
			t.Errorf("error is %q, expected one about the checksum", err)
		}
		if left := place.processes(); len(left) > 0 {
			t.Errorf("processes %v run", left)
		}
	})
}

// wantStatus checks code and text of an error.
func wantStatus(t *testing.T, call string, err error, code codes.Code, text string) {
	t.Helper()
	if status.Code(err) != code || err == nil || !strings.Contains(err.Error(), text) {
		t.Errorf("%s: got %v, expected %v with %q", call, err, code, text)
	}
}
