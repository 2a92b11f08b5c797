package database

import (
	"context"
	"errors"
)

var errWindows = errors.New(
	"the embedded PostgreSQL runs on Linux and macOS: on Windows set DATABASE_URL to a running server",
)

func start(context.Context, ClusterOptions) (*Cluster, error) { return nil, errWindows }

func join(context.Context, ClusterOptions) (*Cluster, bool, error) { return nil, false, errWindows }
