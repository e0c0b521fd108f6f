package acceptance

import (
	"fmt"
	"math"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"attestor.invalid/ci/plugin-host/host"
)

func TestAttestsEachProcess(t *testing.T) {
	subject := plugin(t)
	subject.workload(t)
	running := subject.configured(t)
	for _, workload := range subject.workloads {
		t.Run(fmt.Sprint("pid ", workload.pid), func(t *testing.T) {
			selectors, err := running.Attest(running.ctx(), workload.pid)
			if err != nil {
				t.Fatal(err)
			}
			checkSelectors(t, selectors)
			if workload.selectors != nil && !slices.Equal(selectors, workload.selectors) {
				t.Errorf("got %q\nwant %q", selectors, workload.selectors)
			}
			referenced, err := running.AttestReference(running.ctx(), host.PIDReference(workload.pid))
			if err != nil || !slices.Equal(selectors, referenced) {
				t.Errorf("AttestReference gives %q, %v; Attest gives %q", referenced, err, selectors)
			}
		})
	}
}

func checkSelectors(t *testing.T, selectors []string) {
	t.Helper()
	if len(selectors) == 0 {
		t.Error("no selectors")
	}
	if !slices.IsSorted(selectors) || len(slices.Compact(slices.Clone(selectors))) != len(selectors) {
		t.Errorf("selectors are not sorted and distinct: %q", selectors)
	}
	for _, selector := range selectors {
		if selector == "" || strings.HasPrefix(selector, "k8s:") {
			t.Errorf("selector is %q, expected a value without its type", selector)
		}
	}
}

func TestProcessInNoPodHasNoSelectors(t *testing.T) {
	subject := plugin(t)
	if subject.outside == 0 {
		t.Skip("ATTESTOR_PLUGIN_OUTSIDE_PID is not set: no process is known to be in no pod")
	}
	running := subject.configured(t)
	selectors, err := running.Attest(running.ctx(), subject.outside)
	if err != nil || len(selectors) != 0 {
		t.Errorf("got %q and %v, expected nothing", selectors, err)
	}
	selectors, err = running.AttestReference(running.ctx(), host.PIDReference(subject.outside))
	if err != nil || len(selectors) != 0 {
		t.Errorf("AttestReference: got %q and %v, expected nothing", selectors, err)
	}
}

func TestRefusesProcessIDsThatAreNone(t *testing.T) {
	running := plugin(t).configured(t)
	for _, pid := range []int32{0, -1, math.MinInt32} {
		t.Run(fmt.Sprint(pid), func(t *testing.T) {
			_, err := running.Attest(running.ctx(), pid)
			wantStatus(t, "Attest", err, codes.InvalidArgument, "")
			_, err = running.AttestReference(running.ctx(), host.PIDReference(pid))
			wantStatus(t, "AttestReference", err, codes.InvalidArgument, "")
		})
	}
}

func TestProcessThatIsGoneIsAnError(t *testing.T) {
	running := plugin(t).configured(t)
	for name, pid := range map[string]int32{"just ended": endedProcess(t), "never was": math.MaxInt32} {
		t.Run(name, func(t *testing.T) {
			selectors, err := running.Attest(running.ctx(), pid)
			if err == nil || status.Code(err) == codes.Unimplemented {
				t.Errorf("got %q and %v, expected an error", selectors, err)
			}
		})
	}
}

func endedProcess(t *testing.T) int32 {
	t.Helper()
	command := exec.Command("true")
	if err := command.Run(); err != nil {
		t.Skip("needs the program true: ", err)
	}
	return int32(command.Process.Pid)
}

func TestRefusesOtherReferences(t *testing.T) {
	subject := plugin(t)
	pid := subject.workload(t).pid
	running := subject.configured(t)
	process := host.PIDReference(pid)
	for name, reference := range map[string]host.Reference{
		"unknown type":         {TypeURL: "type.googleapis.com/example.Other", Value: process.Value},
		"no type":              {Value: process.Value},
		"nothing":              {},
		"malformed process ID": {TypeURL: process.TypeURL, Value: []byte{0x08, 0xff}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := running.AttestReference(running.ctx(), reference)
			wantStatus(t, "AttestReference", err, codes.InvalidArgument, "")
		})
	}
	t.Run("no reference", func(t *testing.T) {
		_, err := running.Call(running.ctx(), host.MethodAttestReference, nil)
		wantStatus(t, "AttestReference", err, codes.InvalidArgument, "")
	})
}

// A host answers UNIMPLEMENTED by trying the other method, so that is no refusal.
func TestRefusesToServeBrokers(t *testing.T) {
	subject := plugin(t)
	pid := subject.workload(t).pid
	running := subject.configured(t)
	for _, id := range []string{"spiffe://example.org/broker", ""} {
		ctx := host.WithBroker(running.ctx(), id)
		_, attest := running.Attest(ctx, pid)
		_, attestReference := running.AttestReference(ctx, host.PIDReference(pid))
		_, attestPod := running.AttestReference(ctx, host.PodReference("default", "web"))
		for call, err := range map[string]error{
			"Attest": attest, "AttestReference": attestReference, "AttestReference of a pod": attestPod,
		} {
			if err == nil || status.Code(err) == codes.Unimplemented || !strings.Contains(err.Error(), "broker") {
				t.Errorf("%s for broker %q: got %v, expected a refusal that names the broker", call, id, err)
			}
		}
	}
	running.answers(subject.workloads[0])
}
