package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"time"

	"jalons/server/domain"
	"jalons/server/files"
	"jalons/server/jobs"
	"jalons/server/thumbnail"
	"jalons/server/tracker"
)

// A file is drawn for so long at most, and so often where that is too short, with a pause between. Of what the process
// reports so much is kept.
const (
	drawSeconds = 10
	drawLimit   = drawSeconds * time.Second
	drawTries   = 3
	drawPause   = 10 * time.Minute
	reportLimit = 4 << 10
)

// errDrawLimit says that the process was killed by its time limit.
var errDrawLimit = errors.New("killed by its time limit")

// DrawFile makes one picture within the limits of a process of its own, which it sets.
func DrawFile(ctx context.Context, mediaType string, from io.Reader, to io.Writer) error {
	if err := limitProcess(); err != nil {
		return fmt.Errorf("draw: limits: %w", err)
	}
	file, err := io.ReadAll(io.LimitReader(from, files.FileLimit+1))
	if err != nil {
		return fmt.Errorf("draw: %w", err)
	}
	made, err := thumbnail.Of(ctx, mediaType, file)
	if err != nil {
		return err
	}
	_, err = to.Write(made)
	return err
}

// drawFile makes the thumbnail of the file that a job names, unless there is one.
func (s *Server) drawFile(ctx context.Context, job jobs.Job) error {
	file, err := s.record.WithoutThumbnail(ctx, job.Key)
	if domain.KindOf(err) == domain.Missing || err == nil && !slices.Contains(thumbnail.Kinds(), file.MediaType) {
		return nil
	}
	if err != nil {
		return err
	}
	made, err := s.drawApart(ctx, file)
	if err != nil && (ctx.Err() != nil || domain.KindOf(err) == domain.Unavailable ||
		errors.Is(err, errDrawLimit) && job.Attempts < drawTries) {
		return err // it is tried again: where the limit was reached, the machine may have been busy
	}
	picture := ""
	if err != nil {
		s.log.InfoContext(ctx, "no thumbnail", "file", file.SHA256, "error", err)
	} else if picture, err = s.keepPicture(ctx, made); err != nil {
		return err
	}
	return s.record.SaveThumbnail(ctx, file.SHA256, picture)
}

func (s *Server) keepPicture(ctx context.Context, made io.Reader) (sha256 string, err error) {
	kept, err := s.record.Files.Take(ctx, "picture.jpg", made)
	if err != nil {
		return "", err
	}
	return kept.SHA256, nil
}

// drawApart makes the picture of a file in a process of its own: what is wrong with a file, however large it
// makes itself, ends there.
func (s *Server) drawApart(ctx context.Context, file *tracker.File) (io.Reader, error) {
	ctx, cancel := context.WithTimeout(ctx, drawLimit)
	defer cancel()
	self, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("draw: %w", err)
	}
	made, said := bounded{most: thumbnail.ImageMost}, bounded{most: reportLimit}
	c := exec.CommandContext(ctx, self, "draw", file.MediaType)
	c.WaitDelay = time.Second                             // of a file that is read no more
	c.Env = []string{"GOMEMLIMIT=128MiB", "GOMAXPROCS=1"} // neither the database's address nor any other secret
	content := s.record.Files.Open(ctx, file.SHA256, file.Size)
	defer content.Close()
	c.Stdin, c.Stdout, c.Stderr = content, &made, &said
	if err := c.Run(); err != nil {
		if ctx.Err() != nil {
			return nil, errDrawLimit
		}
		return nil, errors.Join(err, fmt.Errorf("%.200s", said.kept.String()))
	}
	return &made.kept, nil
}

// bounded keeps what is written and refuses more than so many bytes.
type bounded struct {
	kept bytes.Buffer
	most int
}

// Write takes all of b or nothing.
func (w *bounded) Write(b []byte) (int, error) {
	if w.kept.Len()+len(b) > w.most {
		return 0, io.ErrShortWrite
	}
	return w.kept.Write(b)
}
