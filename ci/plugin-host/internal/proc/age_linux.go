package proc

import (
	"time"

	"golang.org/x/sys/unix"
)

// ticksPerSecond is USER_HZ, 100 on every architecture that Go runs Linux on.
const ticksPerSecond = 100

// Age is the time since a process was forked. The kernel tells the start in steps of 10 ms, rounded
// down: the age is up to 10 ms too high.
func Age(pid int) (time.Duration, error) {
	stat, err := readStat(pid)
	if err != nil {
		return 0, err
	}
	var now unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_BOOTTIME, &now); err != nil {
		return 0, err
	}
	return time.Duration(now.Nano()) - time.Duration(stat.start)*time.Second/ticksPerSecond, nil
}
