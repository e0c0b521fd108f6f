// Package proc reads what Linux tells about processes under /proc.
package proc

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"strings"
)

// Status is the part of /proc/PID/status that the tests look at; memory in KiB.
type Status struct {
	Threads int `json:"threads"`
	RSS     int `json:"rss_kib"`
	PeakRSS int `json:"peak_rss_kib"`
}

// ReadStatus reads one process.
func ReadStatus(pid int) (Status, error) {
	text, err := os.ReadFile(path(pid, "status"))
	if err != nil {
		return Status{}, err
	}
	return Status{
		Threads: statusNumber(text, "Threads"),
		RSS:     statusNumber(text, "VmRSS"),
		PeakRSS: statusNumber(text, "VmHWM"),
	}, nil
}

// TreeStatus adds up a process and all its descendants, for plugins behind a launcher.
func TreeStatus(pid int) (Status, error) {
	sum, err := ReadStatus(pid)
	if err != nil {
		return Status{}, err
	}
	for _, child := range Descendants(pid) {
		if one, err := ReadStatus(child); err == nil {
			sum.Threads += one.Threads
			sum.RSS += one.RSS
			sum.PeakRSS += one.PeakRSS
		}
	}
	return sum, nil
}

func statusNumber(text []byte, key string) int {
	for line := range strings.Lines(string(text)) {
		if rest, ok := strings.CutPrefix(line, key+":"); ok {
			number, _ := strconv.Atoi(strings.Fields(rest)[0])
			return number
		}
	}
	return 0
}

// OpenFiles counts the descriptors of a process.
func OpenFiles(pid int) (int, error) {
	entries, err := os.ReadDir(path(pid, "fd"))
	return len(entries), err
}

// Descendants lists the children of a process, their children and so on.
func Descendants(pid int) []int {
	children := map[int][]int{}
	for _, each := range PIDs() {
		if stat, err := readStat(each); err == nil {
			children[stat.parent] = append(children[stat.parent], each)
		}
	}
	all := children[pid]
	for i := 0; i < len(all); i++ {
		all = append(all, children[all[i]]...)
	}
	return all
}

// PIDs lists all processes.
func PIDs() []int {
	dir, err := os.Open("/proc")
	if err != nil {
		return nil
	}
	defer dir.Close()
	names, _ := dir.Readdirnames(-1)
	pids := make([]int, 0, len(names))
	for _, name := range names {
		if pid, err := strconv.Atoi(name); err == nil {
			pids = append(pids, pid)
		}
	}
	return pids
}

// WithEnvironment lists the live processes that were started with this "NAME=value" in their environment,
// whoever their parent is by now.
func WithEnvironment(variable string) []int {
	var found []int
	for _, pid := range PIDs() {
		environment, err := os.ReadFile(path(pid, "environ"))
		if err == nil && bytes.Contains(append([]byte{0}, environment...), []byte("\x00"+variable+"\x00")) && Alive(pid) {
			found = append(found, pid)
		}
	}
	return found
}

// Alive says whether a process exists and is not just waiting to be reaped.
func Alive(pid int) bool {
	stat, err := readStat(pid)
	return err == nil && stat.state != "Z" && stat.state != "X"
}

// CommandLine returns the arguments of a process, separated by blanks.
func CommandLine(pid int) string {
	text, _ := os.ReadFile(path(pid, "cmdline"))
	return strings.ReplaceAll(strings.TrimRight(string(text), "\x00"), "\x00", " ")
}

type stat struct {
	state  string
	parent int
	start  int64
}

func readStat(pid int) (stat, error) {
	text, err := os.ReadFile(path(pid, "stat"))
	if err != nil {
		return stat{}, err
	}
	return parseStat(string(text))
}

// parseStat starts after the last ")": the name in front of it may hold anything.
func parseStat(text string) (stat, error) {
	fields := strings.Fields(text[strings.LastIndexByte(text, ')')+1:])
	if len(fields) < 20 {
		return stat{}, fmt.Errorf("stat line has only %d fields after the name", len(fields))
	}
	parent, err := strconv.Atoi(fields[1])
	if err != nil {
		return stat{}, err
	}
	start, err := strconv.ParseInt(fields[19], 10, 64)
	if err != nil {
		return stat{}, err
	}
	return stat{state: fields[0], parent: parent, start: start}, nil
}

func path(pid int, name string) string { return "/proc/" + strconv.Itoa(pid) + "/" + name }
