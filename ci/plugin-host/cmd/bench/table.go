package main

import (
	"cmp"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"time"
)

// row is one thing measured: a value for each round, or a single one.
type row struct {
	name   string
	format string
	values func(*contestant) []float64
}

func rows(o *options) []row {
	many := fmt.Sprintf("%d callers", o.callers)
	single := func(value func(burst) float64) func(*contestant) []float64 {
		return func(c *contestant) []float64 { return each(c.single, value) }
	}
	crowd := func(value func(burst) float64) func(*contestant) []float64 {
		return func(c *contestant) []float64 { return each(c.many, value) }
	}
	p50 := func(b burst) float64 { return micros(b.p50) }
	p99 := func(b burst) float64 { return micros(b.p99) }
	return []row{
		{"launch to Init answered", "%.0f ms", func(c *contestant) []float64 { return each(c.starts, millis) }},
		{"1 caller, p50", "%.0f us", single(p50)},
		{"1 caller, p99", "%.0f us", single(p99)},
		{many + ", calls a second", "%.0f", crowd(func(b burst) float64 { return b.rate })},
		{many + ", p50", "%.0f us", crowd(p50)},
		{many + ", p99", "%.0f us", crowd(p99)},
		{"RSS, configured and idle", "%.0f MiB", func(c *contestant) []float64 { return []float64{float64(c.idle.RSS) / 1024} }},
		{"RSS under load", "%.0f MiB", crowd(func(b burst) float64 { return float64(b.memory) / 1024 })},
		{"RSS, highest", "%.0f MiB", func(c *contestant) []float64 { return []float64{float64(c.afterwards.PeakRSS) / 1024} }},
		{"threads after the load", "%.0f", func(c *contestant) []float64 { return []float64{float64(c.afterwards.Threads)} }},
	}
}

// table has a column for each plugin. Figures are medians over the rounds. Ratios are taken within each round;
// their median is followed by the quartiles, which tell how far the machine can be trusted.
func table(contestants []*contestant, o *options) string {
	base := contestants[slices.IndexFunc(contestants, func(c *contestant) bool { return c.name == o.baseline })]
	var out strings.Builder
	fmt.Fprintf(&out, "%d CPUs, %s/%s, %d starts, %d rounds, %d processes; ratios to %s with their quartiles\n\n",
		runtime.NumCPU(), runtime.GOOS, runtime.GOARCH, o.starts, o.rounds, len(o.pids), base.name)
	header(&out, contestants)
	for _, row := range rows(o) {
		fmt.Fprintf(&out, "| %s |", row.name)
		for _, c := range contestants {
			values := row.values(c)
			fmt.Fprintf(&out, " "+row.format, quantile(values, 0.5))
			if c != base {
				out.WriteString(ratio(values, row.values(base)))
			}
			out.WriteString(" |")
		}
		out.WriteByte('\n')
	}
	return out.String()
}

// ratio compares the values of each round with the baseline's of the same round.
func ratio(values, base []float64) string {
	var ratios []float64
	for i := range min(len(values), len(base)) {
		if base[i] > 0 {
			ratios = append(ratios, values[i]/base[i])
		}
	}
	if len(ratios) < 2 {
		return fmt.Sprintf(" (x%.2f)", quantile(ratios, 0.5))
	}
	return fmt.Sprintf(" (x%.2f, %.2f-%.2f)", quantile(ratios, 0.5), quantile(ratios, 0.25), quantile(ratios, 0.75))
}

func each[T any](values []T, number func(T) float64) []float64 {
	numbers := make([]float64, len(values))
	for i, value := range values {
		numbers[i] = number(value)
	}
	return numbers
}

func header(out *strings.Builder, contestants []*contestant) {
	out.WriteString("| what |")
	for _, c := range contestants {
		fmt.Fprintf(out, " %s |", c.name)
	}
	out.WriteString("\n|---|" + strings.Repeat("---|", len(contestants)) + "\n")
}

// quantile is the nearest rank; 0 of no values.
func quantile[T cmp.Ordered](values []T, q float64) T {
	if len(values) == 0 {
		var none T
		return none
	}
	sorted := slices.Clone(values)
	slices.Sort(sorted)
	return sorted[min(int(q*float64(len(sorted))), len(sorted)-1)]
}

func millis(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

func micros(d time.Duration) float64 { return float64(d) / float64(time.Microsecond) }
