package main

import (
	"fmt"
	"net"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// figures receives what an agent sends to a statsd address, and keeps the times of attestations by k8s.
type figures struct {
	socket net.PacketConn
	mutex  sync.Mutex
	times  []time.Duration
}

func listen() (*figures, error) {
	socket, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	f := &figures{socket: socket}
	go f.receive()
	return f, nil
}

func (f *figures) address() string { return f.socket.LocalAddr().String() }

func (f *figures) receive() {
	packet := make([]byte, 1<<16)
	for {
		size, _, err := f.socket.ReadFrom(packet)
		if err != nil {
			return
		}
		for line := range strings.Lines(string(packet[:size])) {
			if took, ok := attestation(strings.TrimSpace(line)); ok {
				f.mutex.Lock()
				f.times = append(f.times, took)
				f.mutex.Unlock()
			}
		}
	}
}

// attestation reads a line such as "spire_agent.workload_api.workload_attestor.elapsed_time.k8s.OK.node1:0.231000|ms".
func attestation(line string) (time.Duration, bool) {
	name, value, _ := strings.Cut(line, ":")
	if !strings.Contains(name, ".workload_attestor.elapsed_time.k8s.OK.") {
		return 0, false
	}
	milliseconds, err := strconv.ParseFloat(strings.TrimSuffix(value, "|ms"), 64)
	return time.Duration(milliseconds * float64(time.Millisecond)), err == nil
}

// take returns the times since the last call. The agent sends them every tenth of a second.
func (f *figures) take() []time.Duration {
	time.Sleep(500 * time.Millisecond)
	f.mutex.Lock()
	defer f.mutex.Unlock()
	times := f.times
	f.times = nil
	return times
}

// resident is the memory of a process in KiB.
func resident(pid int) (int, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(text)) {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			return strconv.Atoi(strings.Fields(rest)[0])
		}
	}
	return 0, fmt.Errorf("process %d has no VmRSS", pid)
}

func quantile[T int | time.Duration](values []T, part float64) T {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[int(part*float64(len(sorted)-1))]
}
