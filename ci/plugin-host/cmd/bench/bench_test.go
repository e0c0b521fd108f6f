package main

import (
	"strings"
	"testing"
	"time"

	"attestor.invalid/ci/plugin-host/internal/proc"
)

func TestQuantileIsANearestRank(t *testing.T) {
	values := []int{5, 1, 4, 2, 3}
	for q, want := range map[float64]int{0: 1, 0.5: 3, 0.99: 5, 1: 5} {
		if got := quantile(values, q); got != want {
			t.Errorf("quantile %v is %d, want %d", q, got, want)
		}
	}
	if got := quantile([]int{}, 0.5); got != 0 {
		t.Errorf("quantile of nothing is %d", got)
	}
}

func TestEachContestantComesFirstInTurn(t *testing.T) {
	a, b, c := &contestant{}, &contestant{}, &contestant{}
	for round, want := range []*contestant{a, b, c, a} {
		if order := turn([]*contestant{a, b, c}, round); len(order) != 3 || order[0] != want {
			t.Errorf("round %d does not start with the right one", round)
		}
	}
}

func TestTableComparesWithTheBaseline(t *testing.T) {
	fill := func(name string, factor float64) *contestant {
		rounds := []burst{{rate: 100 * factor, memory: 1024}, {rate: 300 * factor, memory: 3072}, {rate: 200 * factor, memory: 2048}}
		return &contestant{
			entry: entry{name: name}, starts: []time.Duration{time.Duration(10*factor) * time.Millisecond},
			many: rounds, idle: proc.Status{RSS: int(10240 * factor)},
		}
	}
	contestants := []*contestant{fill("one", 1), fill("two", 2)}
	got := table(contestants, &options{baseline: "one", callers: 32})
	for _, want := range []string{
		"| what | one | two |\n|---|---|---|\n",
		"| launch to Init answered | 10 ms | 20 ms (x2.00) |\n",
		"| 32 callers, calls a second | 200 | 400 (x2.00, 2.00-2.00) |\n",
		"| RSS, configured and idle | 10 MiB | 20 MiB (x2.00) |\n",
		"| RSS under load | 2 MiB | 2 MiB (x1.00, 1.00-1.00) |\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("the table lacks %q:\n%s", want, got)
		}
	}
}
