package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"time"

	"jalons/server/domain"
	"jalons/server/files"
	"jalons/server/thumbnail"
	"jalons/server/tracker"
)

// A file is drawn for so long at most. Of what the process reports so much is kept.
const (
	drawSeconds = 10
	drawLimit   = drawSeconds * time.Second
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

// drawAll makes pictures of the files that have none, one at a time.
func (s *Server) drawAll(ctx context.Context) error {
	for {
		file, err := s.record.WithoutThumbnail(ctx, thumbnail.Kinds())
		if domain.KindOf(err) == domain.Missing {
			return nil
		}
		if err != nil {
			return err
		}
		made, err := s.drawApart(ctx, file)
		if ctx.Err() != nil || domain.KindOf(err) == domain.Unavailable {
			return nil // it is tried again
		}
		if errors.Is(err, errDrawLimit) {
			s.log.Warn("no picture yet", "file", file.SHA256, "error", err)
			continue // the machine may have been busy: it is tried again, as often as any
		}
		picture := ""
		if err != nil {
			s.log.Info("no picture", "file", file.SHA256, "error", err)
		} else if picture, err = s.keepPicture(ctx, made); err != nil {
			return err
		}
		if err := s.record.SaveThumbnail(ctx, file.SHA256, picture); err != nil {
			return err
		}
	}
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
