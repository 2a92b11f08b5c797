package main

import (
	"context"

	"jalons/server/app"
)

func serve(ctx context.Context, c call) error {
	if len(c.args) > 0 {
		return errUsage
	}
	return app.Serve(ctx, c.config, c.log, c.Console)
}
