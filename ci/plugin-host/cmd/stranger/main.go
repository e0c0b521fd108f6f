// Command stranger connects to a plugin that did not start it: stranger 127.0.0.1:PORT
//
// The exit status is 0 if the plugin let it in, 3 if not.
package main

import (
	"fmt"
	"net"
	"os"
	"time"
)

func main() {
	connection, err := net.Dial("tcp", os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, "stranger: error:", err)
		os.Exit(1)
	}
	connection.SetDeadline(time.Now().Add(20 * time.Second))
	// An HTTP/2 server answers the preface and empty settings with its own; whoever is not let in gets nothing.
	fmt.Fprint(connection, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\x00\x00\x00\x04\x00\x00\x00\x00\x00")
	if n, _ := connection.Read(make([]byte, 1)); n == 0 {
		os.Exit(3)
	}
}
