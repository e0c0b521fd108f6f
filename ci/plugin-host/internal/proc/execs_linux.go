package proc

import (
	"encoding/binary"
	"errors"
	"fmt"
	"time"

	"golang.org/x/sys/unix"
)

// From linux/connector.h and linux/cn_proc.h.
const (
	cnIdxProc         = 1
	cnValProc         = 1
	procCnMcastListen = 1
	procEventExec     = 2

	netlinkHeader   = 16 // struct nlmsghdr
	connectorHeader = 20 // struct cn_msg
	eventHeader     = 16 // struct proc_event without its data
	execBuffer      = 1 << 20
)

// Execs tells of each process that runs a new program, as soon as it does. The kernel tells it: to look at all
// processes again and again would take the processor from what is measured.
type Execs struct{ socket int }

// ListenToExecs needs root, and a kernel with CONFIG_PROC_EVENTS.
func ListenToExecs() (*Execs, error) {
	socket, err := unix.Socket(unix.AF_NETLINK, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, unix.NETLINK_CONNECTOR)
	if err != nil {
		return nil, fmt.Errorf("the kernel's events of processes: %w", err)
	}
	e := &Execs{socket}
	if err := e.listen(); err != nil {
		e.Close()
		return nil, fmt.Errorf("the kernel's events of processes: %w", err)
	}
	return e, nil
}

func (e *Execs) listen() error {
	if err := unix.SetsockoptInt(e.socket, unix.SOL_SOCKET, unix.SO_RCVBUFFORCE, execBuffer); err != nil {
		return err
	}
	if err := unix.Bind(e.socket, &unix.SockaddrNetlink{Family: unix.AF_NETLINK, Groups: cnIdxProc}); err != nil {
		return err
	}
	message := make([]byte, netlinkHeader+connectorHeader+4)
	order := binary.NativeEndian
	order.PutUint32(message, uint32(len(message)))
	order.PutUint16(message[4:], unix.NLMSG_DONE)
	connector := message[netlinkHeader:]
	order.PutUint32(connector, cnIdxProc)
	order.PutUint32(connector[4:], cnValProc)
	order.PutUint16(connector[16:], 4)
	order.PutUint32(connector[connectorHeader:], procCnMcastListen)
	return unix.Sendto(e.socket, message, 0, &unix.SockaddrNetlink{Family: unix.AF_NETLINK})
}

// Next waits for the next process that runs a new program; ok is false if there was none in time.
func (e *Execs) Next(end time.Time) (pid int, ok bool, err error) {
	message := make([]byte, 4096)
	for {
		left := time.Until(end)
		if left <= 0 {
			return 0, false, nil
		}
		timeout := unix.NsecToTimeval(left.Nanoseconds() + int64(time.Microsecond))
		if err := unix.SetsockoptTimeval(e.socket, unix.SOL_SOCKET, unix.SO_RCVTIMEO, &timeout); err != nil {
			return 0, false, err
		}
		length, _, err := unix.Recvfrom(e.socket, message, 0)
		switch {
		case errors.Is(err, unix.EINTR) || errors.Is(err, unix.EAGAIN):
			continue
		case err != nil:
			return 0, false, fmt.Errorf("the kernel's events of processes: %w", err)
		}
		if pid, isExec := execOf(message[:length]); isExec {
			return pid, true, nil
		}
	}
}

// execOf reads the first event of a message; the kernel sends each in one of its own.
func execOf(message []byte) (int, bool) {
	const data = netlinkHeader + connectorHeader + eventHeader
	order := binary.NativeEndian
	if len(message) < data+8 || order.Uint32(message[netlinkHeader+connectorHeader:]) != procEventExec {
		return 0, false
	}
	// process_pid, then process_tgid
	return int(int32(order.Uint32(message[data+4:]))), true
}

// Close ends the events.
func (e *Execs) Close() error { return unix.Close(e.socket) }
