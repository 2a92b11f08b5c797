package main

import (
	"context"
	"strconv"

	"jalons/server/app"
	"jalons/server/files"
	"jalons/server/i18n"
)

// moveFiles is the command that takes files from one home to the other.
func moveFiles(ctx context.Context, c call) error {
	if len(c.args) != 2 || c.args[0] != "move" || c.args[1] != string(files.S3) && c.args[1] != string(files.Database) {
		return errUsage
	}
	if c.args[1] == string(files.S3) && c.config.Files == nil {
		return i18n.NewError("files.no_s3", nil)
	}
	return withRecord(ctx, c, func(r *app.Store) error {
		if c.config.Files != nil {
			if err := c.config.Files.Check(ctx); err != nil {
				return err
			}
		}
		moved, err := r.Files.Move(ctx, files.Home(c.args[1]), func(sha256 string, size int64, err error) {
			if err != nil {
				c.Say("files.stays", map[string]any{"file": sha256, "reason": err.Error()})
				return
			}
			c.Say("files.moved", map[string]any{"file": sha256, "bytes": int(size)})
		})
		c.Say("files.moved_all", map[string]any{
			"files": moved.Files, "size": strconv.FormatFloat(float64(moved.Bytes)/1e6, 'f', 1, 64),
			"home": c.Text("files.home."+c.args[1], nil),
		})
		if err == nil && moved.Failed > 0 {
			err = i18n.NewError("files.not_moved", map[string]any{"n": moved.Failed})
		}
		return err
	})
}
