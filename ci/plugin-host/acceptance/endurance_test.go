package acceptance

import (
	"context"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"attestor.invalid/ci/plugin-host/internal/proc"
)

const (
	// What a plugin may have more after a storm than before, such as threads of the virtual machine.
	moreThreads = 16
	moreFiles   = 8
	// Growth of memory between a fifth of the calls and their end.
	moreMemory = 1.10
)

// use is what a plugin with all its processes holds.
type use struct {
	threads, files, rss int
}

func (s *session) use() use {
	var sum use
	for _, pid := range s.place.processes() {
		files, err := proc.OpenFiles(pid)
		if err != nil {
			s.t.Fatal(err)
		}
		memory, err := proc.ReadStatus(pid)
		if err != nil {
			s.t.Fatal(err)
		}
		sum.files += files
		sum.threads += memory.Threads
		sum.rss += memory.RSS
	}
	return sum
}

func TestCancelledCallsLeaveNothingBehind(t *testing.T) {
	subject := plugin(t)
	workload := subject.workload(t)
	running := subject.configured(t)
	if err := running.hammer(workload, 8, 2000); err != nil {
		t.Fatal(err)
	}
	before := running.use()
	calls, cancelled := running.storm(workload, 200, *stormTime)
	t.Logf("%d calls, %d of them cancelled", calls, cancelled)
	if cancelled == 0 || cancelled == calls {
		t.Log("the storm did not mix cancelled calls with finished ones")
	}
	running.answers(workload)
	var after use
	if !eventually(*settleTime, func() bool {
		after = running.use()
		return after.threads <= before.threads+moreThreads && after.files <= before.files+moreFiles
	}) {
		t.Errorf("%d threads and %d files, expected about the %d and %d of the start",
			after.threads, after.files, before.threads, before.files)
	}
	t.Logf("before %+v, after %+v", before, after)
}

// storm has many callers call and give up after a random time; it returns the calls and how many were cut off.
func (s *session) storm(workload workload, callers int, length time.Duration) (calls, cancelled int64) {
	var all, cut, wrong atomic.Int64
	var group sync.WaitGroup
	end := time.Now().Add(length)
	for range callers {
		group.Go(func() {
			for time.Now().Before(end) {
				patience := time.Duration(rand.Int64N(int64(60 * time.Millisecond)))
				// A workload that hangs up is no deadline: the plugin cannot know beforehand.
				ctx, cancel := context.WithCancel(context.Background())
				timer := time.AfterFunc(patience, cancel)
				err := s.attestOnce(ctx, workload)
				hungUp := ctx.Err() != nil
				timer.Stop()
				cancel()
				all.Add(1)
				switch {
				case err == nil:
				case hungUp && status.Code(err) == codes.Canceled:
					cut.Add(1)
				case wrong.Add(1) <= 3:
					s.t.Errorf("a call that was not cancelled failed: %v", err)
				}
			}
		})
	}
	group.Wait()
	return all.Load(), cut.Load()
}

func TestADaysWorthOfCallsKeepsMemoryFlat(t *testing.T) {
	subject := plugin(t)
	workload := subject.workload(t)
	running := subject.configured(t)
	began := time.Now()
	if err := running.hammer(workload, 16, *attestCount/5); err != nil {
		t.Fatal(err)
	}
	before := running.use()
	if err := running.hammer(workload, 16, *attestCount-*attestCount/5); err != nil {
		t.Fatal(err)
	}
	after := running.use()
	t.Logf("%d calls in %v: after a fifth %+v, at the end %+v", *attestCount, time.Since(began), before, after)
	if float64(after.rss) > float64(before.rss)*moreMemory {
		t.Errorf("memory grew from %d to %d KiB, expected at most a tenth", before.rss, after.rss)
	}
	if after.files > before.files+moreFiles || after.threads > before.threads+moreThreads {
		t.Errorf("threads or files grew: %+v, then %+v", before, after)
	}
}

// hammer shares a number of calls between callers and returns the first error.
func (s *session) hammer(workload workload, callers, calls int) error {
	var left atomic.Int64
	left.Store(int64(calls))
	var group sync.WaitGroup
	failed := make(chan error, callers)
	for range callers {
		group.Go(func() {
			for left.Add(-1) >= 0 {
				if err := s.attestOnce(context.Background(), workload); err != nil {
					failed <- err
					return
				}
			}
		})
	}
	group.Wait()
	close(failed)
	return <-failed
}
