package main

import (
	"fmt"
	"strconv"
	"strings"
)

type config struct {
	outside map[int32]bool
}

// parse reads lines of the form
//
//	outside_pids = "1 2 3"
//
// and finds everything else a problem, unless it is told to be lenient.
func parse(text string, lenient bool) (*config, []string) {
	config := &config{outside: map[int32]bool{}}
	var problems []string
	number := 0
	for line := range strings.Lines(text) {
		number++
		key, value, assigned := strings.Cut(strings.TrimSpace(line), "=")
		key = strings.TrimSpace(key)
		switch {
		case key == "" || key[0] == '#':
		case key == "outside_pids" && assigned:
			for pid := range strings.FieldsSeq(strings.Trim(strings.TrimSpace(value), `"`)) {
				n, err := strconv.ParseInt(pid, 10, 32)
				if err != nil {
					problems = append(problems, fmt.Sprintf("line %d: %q is no process ID", number, pid))
				}
				config.outside[int32(n)] = true
			}
		case !lenient:
			problems = append(problems, fmt.Sprintf("line %d: unknown key %q", number, key[:min(len(key), 40)]))
		}
	}
	if len(problems) > 20 {
		problems = append(problems[:20], "and more")
	}
	return config, problems
}
