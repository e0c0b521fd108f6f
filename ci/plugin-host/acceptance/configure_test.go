package acceptance

import (
	"context"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"google.golang.org/grpc/codes"
)

// Two keys that no plugin knows make two problems.
const (
	problem1 = "no_such_option_one"
	problem2 = "no_such_option_two"
)

func withProblems(config string) string {
	return config + "\n" + problem1 + " = \"1\"\n" + problem2 + " = \"2\"\n"
}

func TestBadConfigurationLeavesTheOldInUse(t *testing.T) {
	subject := plugin(t)
	workload := subject.workload(t)
	running := subject.configured(t)
	running.answers(workload)
	err := running.Configure(running.ctx(), trustDomain, withProblems(subject.config))
	wantStatus(t, "Configure", err, codes.InvalidArgument, problem1)
	wantStatus(t, "Configure", err, codes.InvalidArgument, problem2)
	running.answers(workload)
	for _, text := range []string{"this is { no HCL", "{", "\"", "a = [", "\x00", "\xff\xfe"} {
		if strings.ToValidUTF8(text, "") == text {
			wantStatus(t, "Configure", running.Configure(running.ctx(), trustDomain, text), codes.InvalidArgument, "")
		} else if running.Configure(running.ctx(), trustDomain, text) == nil {
			t.Errorf("configuration %q was accepted", text)
		}
	}
	running.answers(workload)
}

func TestBadFirstConfigurationLeavesThePluginUnconfigured(t *testing.T) {
	subject := plugin(t)
	workload := subject.workload(t)
	running := subject.start(t)
	err := running.Configure(running.ctx(), trustDomain, withProblems(subject.config))
	wantStatus(t, "Configure", err, codes.InvalidArgument, problem1)
	_, err = running.Attest(running.ctx(), workload.pid)
	wantStatus(t, "Attest", err, codes.FailedPrecondition, "not configured")
	if err := running.Configure(running.ctx(), trustDomain, subject.config); err != nil {
		t.Fatal(err)
	}
	running.answers(workload)
}

func TestValidateTellsAllAndChangesNothing(t *testing.T) {
	subject := plugin(t)
	workload := subject.workload(t)
	running := subject.start(t)
	if valid, notes, err := running.Validate(running.ctx(), trustDomain, subject.config); err != nil || !valid {
		t.Errorf("good configuration: got %v, %q and %v", valid, notes, err)
	}
	_, err := running.Attest(running.ctx(), workload.pid)
	wantStatus(t, "Attest after Validate", err, codes.FailedPrecondition, "not configured")

	if err := running.Configure(running.ctx(), trustDomain, subject.config); err != nil {
		t.Fatal(err)
	}
	valid, notes, err := running.Validate(running.ctx(), trustDomain, withProblems(subject.config))
	all := strings.Join(notes, "\n")
	if err != nil || valid || !strings.Contains(all, problem1) || !strings.Contains(all, problem2) {
		t.Errorf("bad configuration: got %v, %q and %v, expected notes on %s and %s", valid, notes, err, problem1, problem2)
	}
	if valid, notes, err := running.Validate(running.ctx(), trustDomain, "this is { no HCL"); err != nil || valid || len(notes) == 0 {
		t.Errorf("no HCL: got %v, %q and %v", valid, notes, err)
	}
	running.answers(workload)
}

func TestReconfiguresWithoutAGap(t *testing.T) {
	subject := plugin(t)
	workload := subject.workload(t)
	running := subject.configured(t)
	running.answers(workload)
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	var callers sync.WaitGroup
	var calls, failures atomic.Int64
	for range 16 {
		callers.Go(func() {
			for ctx.Err() == nil {
				// Not with ctx: the end of the test cancels no call.
				if err := running.attestOnce(context.Background(), workload); err != nil && failures.Add(1) <= 3 {
					t.Errorf("attest while reconfiguring: %v", err)
				}
				calls.Add(1)
			}
		})
	}
	for i := range *reconfigureCount {
		if err := running.Configure(running.ctx(), trustDomain, subject.config); err != nil {
			t.Errorf("configuration %d: %v", i, err)
			break
		}
	}
	stop()
	callers.Wait()
	t.Logf("%d calls, %d failed", calls.Load(), failures.Load())
}
