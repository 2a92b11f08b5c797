package web

import (
	"context"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"time"

	"jalons/server/files"
)

// uploadLimit bounds a form that carries a file, in bytes. It is above what a file may have, so that
// who sends too large a file is told so about the file and loses nothing else of the form.
const uploadLimit = 48 << 20

const (
	valueLimit = 64 << 10
	partLimit  = 200
)

// A form with a file may take longer than others, as long as something comes.
const (
	uploadPause = 30 * time.Second
	uploadTime  = 10 * time.Minute
)

// Upload is a file that a form sent; it is on disk until the request ends.
type Upload struct {
	Name   string
	SHA256 string
	File   *files.Spooled `json:"-"`
}

// multipartOf reads a form with files, part by part. What is on disk of it goes when the request ends.
func multipartOf(w http.ResponseWriter, r *http.Request) (url.Values, map[string]*Upload, error) {
	r.Body = &patientBody{ReadCloser: r.Body, control: http.NewResponseController(w), begun: time.Now()}
	reader, err := r.MultipartReader()
	if err != nil {
		return nil, nil, malformed(err)
	}
	values, uploads, left := url.Values{}, map[string]*Upload{}, bodyLimit
	for range partLimit {
		part, err := reader.NextPart()
		if errors.Is(err, io.EOF) {
			return values, uploads, nil
		}
		if err != nil {
			return nil, nil, malformed(err)
		}
		take := func() error { return takeValue(part, values, &left) }
		if part.FileName() != "" {
			take = func() error { return takeFile(r.Context(), part, uploads) }
		}
		if err := take(); err != nil {
			return nil, nil, malformed(err)
		}
	}
	return nil, nil, &Refusal{Status: http.StatusBadRequest, Code: "form_malformed"}
}

func takeFile(ctx context.Context, part *multipart.Part, uploads map[string]*Upload) error {
	name := part.FormName()
	if len(uploads) > 0 { // no form sends two
		return &Refusal{Status: http.StatusBadRequest, Code: "form_malformed"}
	}
	file, err := files.Spool(part)
	if err != nil {
		return err
	}
	afterwards(ctx, func() { _ = file.Close() }) // its name is gone already
	uploads[name] = &Upload{Name: part.FileName(), SHA256: file.SHA256, File: file}
	_, err = io.Copy(io.Discard, part) // what is over the limit is let pass, so that the answer is heard
	return err
}

// takeValue reads a field that is no file. left is how much of the form's other fields is still taken.
func takeValue(part *multipart.Part, values url.Values, left *int) error {
	content, err := io.ReadAll(io.LimitReader(part, valueLimit))
	*left -= len(content)
	switch {
	case err != nil:
		return err
	case len(content) == valueLimit || *left < 0:
		return &Refusal{Status: http.StatusBadRequest, Code: "form_malformed"}
	case part.Header.Get("Content-Type") == "application/octet-stream" && len(content) == 0: // an empty file field
	default:
		values.Add(part.FormName(), string(content))
	}
	return nil
}

// malformed tells a form that can't be read, unless something better is known.
func malformed(err error) error {
	var tooLarge *http.MaxBytesError
	var refusal *Refusal
	if err == nil || errors.As(err, &tooLarge) || errors.As(err, &refusal) {
		return err
	}
	return &Refusal{Status: http.StatusBadRequest, Code: "form_malformed"}
}

// patientBody moves the deadlines of its connection with what comes.
type patientBody struct {
	io.ReadCloser
	control *http.ResponseController
	begun   time.Time
}

// Read gives what came.
func (b *patientBody) Read(p []byte) (int, error) {
	now := time.Now()
	until := now.Add(uploadPause)
	if last := b.begun.Add(uploadTime); last.Before(until) {
		until = last
	}
	// A recorder in a test has no connection.
	_ = errors.Join(b.control.SetReadDeadline(until), b.control.SetWriteDeadline(now.Add(writeTime)))
	return b.ReadCloser.Read(p)
}
