package acceptance

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"attestor.invalid/ci/plugin-host/host"
	"attestor.invalid/ci/plugin-host/internal/wire"
)

var unaryMethods = []string{
	host.MethodInit, host.MethodDeinit, host.MethodConfigure, host.MethodValidate,
	host.MethodAttest, host.MethodAttestReference, host.MethodHealth, host.MethodShutdown,
}

func TestMalformedRequestsAreErrors(t *testing.T) {
	subject := plugin(t)
	workload := subject.workload(t)
	running := subject.configured(t)
	bodies := map[string][]byte{
		"truncated field":   {0x0a, 0x7f, 0x01},
		"field number zero": {0x00, 0x01},
		"endless number":    {0x08, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01},
		"end of no group":   {0x0c},
	}
	for name, body := range bodies {
		for _, method := range unaryMethods {
			t.Run(method[1:]+" "+name, func(t *testing.T) {
				_, err := running.Call(running.ctx(), method, body)
				wantAnswer(t, err)
			})
		}
		for _, method := range []string{host.MethodBroker, host.MethodStdio} {
			t.Run(method[1:]+" "+name, func(t *testing.T) {
				ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
				defer cancel()
				_, err := running.CallStream(ctx, method, body)
				wantAnswer(t, err)
			})
		}
		running.answers(workload)
	}
}

func TestHugeRequestsAreErrors(t *testing.T) {
	subject := plugin(t)
	workload := subject.workload(t)
	running := subject.configured(t)
	for _, size := range []int{8 << 20, 64 << 20} {
		text := strings.Repeat("no ", size/3)
		bodies := map[string][]byte{
			host.MethodConfigure:       wire.String(nil, 2, text),
			host.MethodValidate:        wire.String(nil, 2, text),
			host.MethodAttestReference: wire.String(nil, 1, wireAny(text)),
		}
		for method, body := range bodies {
			t.Run(fmt.Sprintf("%s %d MiB", method[1:], size>>20), func(t *testing.T) {
				answer, err := running.Call(running.ctx(), method, body)
				if err == nil && method == host.MethodValidate {
					wantInvalid(t, answer)
					return
				}
				wantAnswer(t, err)
			})
		}
		running.answers(workload)
	}
}

func wireAny(typeURL string) string { return string(wire.String(nil, 1, typeURL)) }

// wantInvalid takes a plugin that reads a huge configuration and finds it wrong.
func wantInvalid(t *testing.T, answer []byte) {
	t.Helper()
	fields, err := wire.Fields(answer)
	if err != nil {
		t.Fatal(err)
	}
	for _, field := range fields {
		if field.ID == 1 && field.Number != 0 {
			t.Error("the configuration counts as valid")
		}
	}
}

// wantAnswer takes any error that the plugin itself gave: not a broken connection, not silence.
func wantAnswer(t *testing.T, err error) {
	t.Helper()
	switch status.Code(err) {
	case codes.OK, codes.Unavailable, codes.DeadlineExceeded, codes.Unimplemented:
		t.Errorf("got %v, expected an error about the request", err)
	}
}

func TestUnknownMethodsAreUnimplemented(t *testing.T) {
	subject := plugin(t)
	workload := subject.workload(t)
	running := subject.configured(t)
	for _, method := range []string{
		strings.Replace(host.MethodAttest, "/Attest", "/Forget", 1),
		strings.Replace(host.MethodConfigure, "/Configure", "/Forget", 1),
		"/example.Other/Call",
	} {
		_, err := running.Call(running.ctx(), method, nil)
		wantStatus(t, method, err, codes.Unimplemented, "")
	}
	running.answers(workload)
}
