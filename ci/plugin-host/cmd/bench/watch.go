package main

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"attestor.invalid/ci/plugin-host/internal/proc"
)

// sighting is what one new process saw.
type sighting struct {
	contestant *contestant
	pid        int
	// fromStart counts from the fork of the process, which the kernel tells in steps of 10 ms, rounded down.
	fromStart time.Duration
	// fromSight counts from the moment when its command line was seen first.
	fromSight time.Duration
	selectors int
	err       error
}

// watchProcesses gives each new process to one plugin, in turn: two at a time would hinder each other.
func (o *options) watchProcesses(contestants []*contestant) error {
	for _, c := range contestants {
		if err := c.load(); err != nil {
			return fmt.Errorf("%s: %w", c.name, err)
		}
		if len(o.pids) > 0 {
			c.warmUp()
		}
	}
	watcher := newWatcher(o.watch)
	var sightings []sighting
	var mutex sync.Mutex
	var group sync.WaitGroup
	fmt.Fprintf(os.Stderr, "bench: waiting for processes %q\n", o.watch)
	seen := 0
	for end := time.Now().Add(o.watchFor); seen < o.watchCount && time.Now().Before(end); time.Sleep(o.watchInterval) {
		for _, pid := range watcher.look() {
			c := contestants[seen/o.watchTurn%len(contestants)]
			seen++
			group.Go(func() {
				one := c.sight(pid)
				mutex.Lock()
				defer mutex.Unlock()
				sightings = append(sightings, one)
				fmt.Fprintf(os.Stderr, "bench: %s attested process %d\n", c.name, pid)
			})
		}
	}
	group.Wait()
	fmt.Print(watchTable(contestants, sightings, o))
	for _, one := range sightings {
		if one.err != nil {
			return fmt.Errorf("%s: process %d: %w", one.contestant.name, one.pid, one.err)
		}
	}
	if seen == 0 {
		return fmt.Errorf("no process %q appeared", o.watch)
	}
	return nil
}

func (c *contestant) sight(pid int) sighting {
	ctx, cancel := context.WithTimeout(context.Background(), callLimit)
	defer cancel()
	began := time.Now()
	selectors, err := c.plugin.Attest(ctx, int32(pid))
	one := sighting{contestant: c, pid: pid, fromSight: time.Since(began), selectors: len(selectors), err: err}
	if err == nil && len(selectors) == 0 {
		one.err = fmt.Errorf("no selectors")
	}
	if age, ageErr := proc.Age(pid); ageErr == nil {
		one.fromStart = age
	} else if one.err == nil {
		one.err = ageErr
	}
	return one
}

// watcher finds new processes. A process gets its command line some time after its start, so young
// ones are looked at again.
type watcher struct {
	commandLine string
	settled     map[int]bool
	young       map[int]time.Time
}

// childhood is how long a new process is given to become what it will be: a container's first process
// waits for its runtime.
const childhood = 30 * time.Second

func newWatcher(commandLine string) *watcher {
	w := &watcher{commandLine: strings.Join(strings.Fields(commandLine), " "), settled: map[int]bool{}, young: map[int]time.Time{}}
	for _, pid := range proc.PIDs() {
		w.settled[pid] = true
	}
	return w
}

// look returns the new processes with the command line.
func (w *watcher) look() []int {
	var found []int
	now := time.Now()
	present := map[int]bool{}
	for _, pid := range proc.PIDs() {
		present[pid] = true
		if w.settled[pid] {
			continue
		}
		if _, known := w.young[pid]; !known {
			w.young[pid] = now
		}
		if proc.CommandLine(pid) == w.commandLine {
			found = append(found, pid)
			w.settle(pid)
		} else if now.Sub(w.young[pid]) > childhood {
			w.settle(pid)
		}
	}
	w.forget(present)
	return found
}

func (w *watcher) settle(pid int) {
	w.settled[pid] = true
	delete(w.young, pid)
}

// forget drops processes that ended, as their numbers come back.
func (w *watcher) forget(present map[int]bool) {
	for pid := range w.settled {
		if !present[pid] {
			delete(w.settled, pid)
		}
	}
	for pid := range w.young {
		if !present[pid] {
			delete(w.young, pid)
		}
	}
}

// seen is what one contestant saw.
type seen struct {
	starts, sights []time.Duration
	failed         int
}

func seenBy(c *contestant, sightings []sighting) seen {
	var all seen
	for _, one := range sightings {
		switch {
		case one.contestant != c:
		case one.err != nil:
			all.failed++
		default:
			all.starts = append(all.starts, one.fromStart)
			all.sights = append(all.sights, one.fromSight)
		}
	}
	return all
}

// watchTable has a column for each plugin, with ratios to the baseline.
func watchTable(contestants []*contestant, sightings []sighting, o *options) string {
	var out strings.Builder
	header(&out, contestants)
	line := func(name string, text func(*contestant, seen) string) {
		fmt.Fprintf(&out, "| %s |", name)
		for _, c := range contestants {
			fmt.Fprintf(&out, " %s |", text(c, seenBy(c, sightings)))
		}
		out.WriteByte('\n')
	}
	base := seenBy(contestants[slices.IndexFunc(contestants, func(c *contestant) bool { return c.name == o.baseline })], sightings)
	times := func(name string, of func(seen) []time.Duration, q float64) {
		line(name, func(c *contestant, all seen) string {
			took, unit := quantile(of(all), q), quantile(of(base), q)
			if c.name == o.baseline || unit == 0 {
				return fmt.Sprintf("%.1f ms", millis(took))
			}
			return fmt.Sprintf("%.1f ms (x%.3f)", millis(took), float64(took)/float64(unit))
		})
	}
	starts := func(all seen) []time.Duration { return all.starts }
	sights := func(all seen) []time.Duration { return all.sights }
	line("processes attested", func(_ *contestant, all seen) string { return fmt.Sprint(len(all.starts)) })
	line("failed", func(_ *contestant, all seen) string { return fmt.Sprint(all.failed) })
	times("fork to selectors, median", starts, 0.5)
	times("fork to selectors, worst", starts, 1)
	times("command line seen to selectors, median", sights, 0.5)
	times("command line seen to selectors, 90 %", sights, 0.9)
	times("command line seen to selectors, worst", sights, 1)
	return out.String()
}
