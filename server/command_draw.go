package main

import (
	"context"
	"os"

	"jalons/server/app"
)

// drawOne is the command that makes one picture, from standard input to standard output.
func drawOne(ctx context.Context, c call) error {
	if len(c.args) != 1 {
		return errUsage
	}
	return app.DrawFile(ctx, c.args[0], os.Stdin, c.Out)
}
