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
	// fromExec counts from the moment when the kernel told that it runs its program.
	fromExec  time.Duration
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
	execs, err := proc.ListenToExecs()
	if err != nil {
		return err
	}
	defer execs.Close()
	wanted := strings.Join(strings.Fields(o.watch), " ")
	var sightings []sighting
	var mutex sync.Mutex
	var group sync.WaitGroup
	fmt.Fprintf(os.Stderr, "bench: waiting for processes %q\n", o.watch)
	seen := 0
	for end := time.Now().Add(o.watchFor); seen < o.watchCount; {
		pid, ok, err := execs.Next(end)
		if err != nil {
			return err
		}
		if !ok {
			break
		}
		if proc.CommandLine(pid) != wanted {
			continue
		}
		c := contestants[seen/o.watchTurn%len(contestants)]
		seen++
		fmt.Fprintf(os.Stderr, "bench: process %d runs\n", pid)
		group.Go(func() {
			one := c.sight(pid)
			mutex.Lock()
			defer mutex.Unlock()
			sightings = append(sightings, one)
			fmt.Fprintf(os.Stderr, "bench: %s attested process %d\n", c.name, pid)
		})
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
	one := sighting{contestant: c, pid: pid, fromExec: time.Since(began), selectors: len(selectors), err: err}
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

// seen is what one contestant saw.
type seen struct {
	starts, execs []time.Duration
	failed        int
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
			all.execs = append(all.execs, one.fromExec)
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
	execs := func(all seen) []time.Duration { return all.execs }
	line("processes attested", func(_ *contestant, all seen) string { return fmt.Sprint(len(all.starts)) })
	line("failed", func(_ *contestant, all seen) string { return fmt.Sprint(all.failed) })
	times("fork to selectors, median", starts, 0.5)
	times("fork to selectors, worst", starts, 1)
	times("program runs to selectors, median", execs, 0.5)
	times("program runs to selectors, 90 %", execs, 0.9)
	times("program runs to selectors, worst", execs, 1)
	return out.String()
}
