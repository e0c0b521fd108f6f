package main

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/spiffe/go-spiffe/v2/workloadapi"

	"attestor.invalid/ci/spire/order"
)

const limit = time.Minute

var started = time.Now()

// fetch fails with the first failure, after it has printed it.
func fetch(socket string, times int, pause time.Duration, out *json.Encoder) error {
	for range times {
		one := fetchOnce(socket)
		if err := out.Encode(one); err != nil {
			return err
		}
		if one.Err != "" {
			return errors.New(one.Err)
		}
		time.Sleep(pause)
	}
	return nil
}

func fetchOnce(socket string) order.Fetch {
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	began := time.Now()
	answer, err := workloadapi.FetchX509Context(ctx, workloadapi.WithAddr("unix://"+socket))
	one := order.Fetch{At: time.Now(), Took: time.Since(began), Age: time.Since(started)}
	if err != nil {
		one.Err = err.Error()
		return one
	}
	one.SVIDs = svids(answer)
	return one
}

func svids(answer *workloadapi.X509Context) []order.SVID {
	var all []order.SVID
	for _, svid := range answer.SVIDs {
		leaf := svid.Certificates[0]
		all = append(all, order.SVID{
			ID: svid.ID.String(), Serial: leaf.SerialNumber.String(), Expires: leaf.NotAfter,
		})
	}
	return all
}

type watcher struct{ out *json.Encoder }

func (w watcher) OnX509ContextUpdate(answer *workloadapi.X509Context) {
	_ = w.out.Encode(order.Fetch{At: time.Now(), SVIDs: svids(answer)})
}

// OnX509ContextWatchError is called for each lost connection; go-spiffe then connects again.
func (w watcher) OnX509ContextWatchError(err error) {
	_ = w.out.Encode(order.Fetch{At: time.Now(), Err: err.Error()})
}

func watch(socket string, out *json.Encoder) error {
	return workloadapi.WatchX509Context(context.Background(), watcher{out}, workloadapi.WithAddr("unix://"+socket))
}
