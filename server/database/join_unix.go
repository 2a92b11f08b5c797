//go:build unix

package database

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// joinPatience is how long a server that holds the data folder may take to become ready.
const joinPatience = time.Minute

func join(ctx context.Context, opt ClusterOptions) (*Cluster, bool, error) {
	giveUp := time.After(joinPatience)
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		cluster, err := start(ctx, opt)
		held, isHeld := errors.AsType[ErrHeld](err)
		if !isHeld {
			return cluster, err == nil, err
		}
		cluster, err = attach(ctx, held.DataDir)
		if err == nil {
			return cluster, false, nil
		}
		select {
		case <-tick.C:
		case <-giveUp:
			return nil, false, errors.Join(held, err)
		case <-ctx.Done():
			return nil, false, errors.Join(held, err)
		}
	}
}

// attach connects to the PostgreSQL that the holder of the folder runs.
func attach(ctx context.Context, dataDir string) (*Cluster, error) {
	_, folder := readHolder(dataDir)
	if folder == "" {
		return nil, errors.New("its holder runs no PostgreSQL yet")
	}
	file, err := readPidFile(folder)
	if err != nil {
		return nil, fmt.Errorf("the PostgreSQL of its holder: %w", err)
	}
	if !file.ready {
		return nil, errors.New("the PostgreSQL of its holder is not ready")
	}
	cluster := &Cluster{sockets: file.sockets, major: majorOf(folder), lost: make(chan struct{})}
	cluster.stop = func(context.Context) error { return nil }
	return cluster, ensureDatabase(ctx, cluster)
}
