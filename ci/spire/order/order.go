// Package order is what a test and the program in a pod say to each other.
package order

import "time"

// Command is a program that is to be run in the pod.
type Command struct {
	Args []string `json:"args"`
}

// Result is how it ended.
type Result struct {
	Status int           `json:"status"`
	Out    string        `json:"out"`
	Err    string        `json:"err"`
	Took   time.Duration `json:"took"`
}

// Fetch is one answer of the Workload API.
type Fetch struct {
	// At is when the answer was there.
	At time.Time `json:"at"`
	// Took is the time from before the connection until then.
	Took time.Duration `json:"took"`
	// Age is the time since the asking process was started.
	Age   time.Duration `json:"age"`
	SVIDs []SVID        `json:"svids"`
	Err   string        `json:"err,omitempty"`
}

// SVID is one identity.
type SVID struct {
	ID      string    `json:"id"`
	Serial  string    `json:"serial"`
	Expires time.Time `json:"expires"`
}
