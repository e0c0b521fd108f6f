// Command pod is what the tests of ci/spire run inside pods. It asks the agent's Workload API with go-spiffe, or runs other
// programs there on behalf of a test, whose processes are then processes of the pod.
//
//	pod obey SOCKET                runs the commands that come through the socket, which is on a volume of the host
//	pod fetch [-times N] SOCKET    fetches X.509-SVIDs, each time over a new connection, and prints a Fetch for each
//	pod watch SOCKET FILE          writes a Fetch to the file for each update, until it is killed
package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"time"

	"attestor.invalid/ci/spire/order"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "pod:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) < 2 {
		return errors.New("expected obey, fetch or watch, and a socket")
	}
	switch args[0] {
	case "obey":
		return obey(args[1])
	case "fetch":
		flags := flag.NewFlagSet("fetch", flag.ExitOnError)
		times := flags.Int("times", 1, "how often")
		pause := flags.Duration("pause", 0, "the pause between two of them")
		if err := flags.Parse(args[1:]); err != nil {
			return err
		}
		return fetch(flags.Arg(0), *times, *pause, json.NewEncoder(os.Stdout))
	case "watch":
		file, err := os.Create(args[2])
		if err != nil {
			return err
		}
		return watch(args[1], json.NewEncoder(file))
	default:
		return fmt.Errorf("unknown command %q, expected obey, fetch or watch", args[0])
	}
}

func obey(socket string) error {
	_ = os.Remove(socket)
	listener, err := net.Listen("unix", socket)
	if err != nil {
		return err
	}
	for {
		connection, err := listener.Accept()
		if err != nil {
			return err
		}
		go func() {
			defer connection.Close()
			var command order.Command
			if err := json.NewDecoder(connection).Decode(&command); err != nil {
				fmt.Fprintln(os.Stderr, "pod: no command:", err)
				return
			}
			_ = json.NewEncoder(connection).Encode(execute(command))
		}()
	}
}

func execute(command order.Command) order.Result {
	began := time.Now()
	child := exec.Command(command.Args[0], command.Args[1:]...)
	out, err := child.Output()
	result := order.Result{Out: string(out), Took: time.Since(began)}
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit):
		result.Status, result.Err = exit.ExitCode(), string(exit.Stderr)
	case err != nil && !errors.Is(err, io.EOF):
		result.Status, result.Err = -1, err.Error()
	}
	return result
}
